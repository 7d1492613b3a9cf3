// jit/compiler/known.c - what is known of C's libraries without looking: who declares and who has a
// name.
#include "jit/compiler/known.h"

#include <stdbool.h>
#include <string.h>

// The longest names of a family stand first: the first that fits is it.
static const struct known_library libraries[] = {
    {"gslcblas", "cblas_ ", "gsl/gsl_cblas.h", "libgsl-dev"},
    {"gsl", "gsl_ ", "gsl/gsl_math.h", "libgsl-dev"},
    {"openblas", "openblas_ LAPACKE_ ", "cblas.h", "libopenblas-dev"},
    {"fftw3f", "fftwf_ ", "fftw3.h", "libfftw3-dev"},
    {"fftw3", "fftw_ ", "fftw3.h", "libfftw3-dev"},
    {"z",
     "=deflate deflateInit deflateEnd deflateBound inflateInit inflateEnd =inflate =compress "
     "=compress2 =compressBound =uncompress =crc32 =adler32 gzopen gzread gzwrite gzclose gzprintf "
     "gzputs gzgets zlibVersion ",
     "zlib.h", "zlib1g-dev"},
    {"bz2", "BZ2_ ", "bzlib.h", "libbz2-dev"},
    {"lzma", "lzma_ ", "lzma.h", "liblzma-dev"},
    {"zstd", "ZSTD_ ", "zstd.h", "libzstd-dev"},
    {"lz4", "LZ4_ ", "lz4.h", "liblz4-dev"},
    {"curl", "curl_ ", "curl/curl.h", "libcurl4-openssl-dev"},
    {"sqlite3", "sqlite3_ ", "sqlite3.h", "libsqlite3-dev"},
    {"png", "png_ ", "png.h", "libpng-dev"},
    {"jpeg", "jpeg_ ", "jpeglib.h", "libjpeg-dev"},
    {"SDL2_image", "IMG_ ", "SDL2/SDL_image.h", "libsdl2-image-dev"},
    {"SDL2_ttf", "TTF_ ", "SDL2/SDL_ttf.h", "libsdl2-ttf-dev"},
    {"SDL2_mixer", "Mix_ ", "SDL2/SDL_mixer.h", "libsdl2-mixer-dev"},
    {"SDL2", "SDL_ ", "SDL2/SDL.h", "libsdl2-dev"},
    {"glfw", "glfw ", "GLFW/glfw3.h", "libglfw3-dev"},
    {"glut", "glut ", "GL/glut.h", "freeglut3-dev"},
    {"GLU", "glu ", "GL/glu.h", "libglu1-mesa-dev"},
    {"ncursesw",
     "=initscr =endwin =printw =mvprintw =getmaxx =getmaxy =noecho =curs_set =wrefresh ",
     "curses.h", "libncurses-dev"},
    {"readline", "=readline rl_ ", "readline/readline.h", "libreadline-dev"},
    {"crypto", "EVP_ SHA1_ SHA256_ SHA512_ AES_ RSA_ BN_ RAND_ OPENSSL_ ", "openssl/evp.h",
     "libssl-dev"},
    {"ssl", "SSL_ TLS_ ", "openssl/ssl.h", "libssl-dev"},
    {"sodium", "sodium_ crypto_ randombytes_ ", "sodium.h", "libsodium-dev"},
    {"gmp", "mpz_ mpq_ mpf_ __gmp ", "gmp.h", "libgmp-dev"},
    {"mpfr", "mpfr_ ", "mpfr.h", "libmpfr-dev"},
    {"cjson", "cJSON_ ", "cjson/cJSON.h", "libcjson-dev"},
    {"jansson", "json_object_ json_array_ json_loads ", "jansson.h", "libjansson-dev"},
    {"xml2", "xmlParse xmlNew xmlFree xmlDoc xmlNode xmlRead ", "libxml/parser.h", "libxml2-dev"},
    {"expat", "XML_ ", "expat.h", "libexpat1-dev"},
    {"zmq", "zmq_ ", "zmq.h", "libzmq3-dev"},
    {"uv", "uv_ ", "uv.h", "libuv1-dev"},
    {"event", "event_ evbuffer_ ", "event2/event.h", "libevent-dev"},
    {"pcre2-8", "pcre2_ ", "pcre2.h", "libpcre2-dev"},
    {"uuid", "uuid_ ", "uuid/uuid.h", "uuid-dev"},
    {"X11", "XOpenDisplay XCreate XMap XDraw XFlush XNextEvent ", "X11/Xlib.h", "libx11-dev"},
    {"cairo", "cairo_ ", "cairo/cairo.h", "libcairo2-dev"},
    {"glib-2.0", "g_malloc g_free g_list_ g_hash_ g_string_ g_array_ g_print ", "glib.h",
     "libglib2.0-dev"},
    {"gomp", "omp_ ", "omp.h", "gcc, for clang libomp-dev"},
    {"omp", "__kmpc_ ", "omp.h", "libomp-dev"},
};

// The names of ISO C's headers, and of POSIX's that programs use most.
static const struct {
	const char *header;
	const char *names; // each between blanks
} headers[] = {
    {"stdio.h",
     " printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf scanf fscanf sscanf "
     "fopen freopen fclose fflush fread fwrite fgets fputs fgetc fputc getc putc getchar putchar "
     "puts gets ungetc fseek ftell rewind feof ferror clearerr perror remove rename tmpfile setbuf "
     "setvbuf getline getdelim popen pclose fileno fdopen FILE EOF stdin stdout stderr SEEK_SET "
     "SEEK_CUR SEEK_END BUFSIZ "},
    {"stdlib.h",
     " malloc calloc realloc free atoi atol atoll atof strtol strtoul strtoll strtoull strtod "
     "strtof rand srand random srandom drand48 abs labs llabs div ldiv qsort bsearch getenv setenv "
     "unsetenv putenv system exit atexit abort _Exit mkstemp realpath aligned_alloc EXIT_SUCCESS "
     "EXIT_FAILURE RAND_MAX div_t "},
    {"string.h",
     " strlen strnlen strcpy strncpy strcat strncat strcmp strncmp strchr strrchr strstr strdup "
     "strndup strtok strtok_r strsep strspn strcspn strpbrk strerror strcoll memcpy memmove memset "
     "memcmp memchr memmem strcasestr "},
    {"strings.h", " strcasecmp strncasecmp bzero ffs "},
    {"math.h",
     " sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh exp exp2 expm1 log log2 "
     "log10 log1p pow sqrt cbrt hypot fabs floor ceil round lround llround trunc rint lrint "
     "nearbyint fmod remainder fmin fmax fma fdim modf frexp ldexp copysign nan erf erfc tgamma "
     "lgamma isnan isinf isfinite signbit sqrtf sinf cosf tanf powf expf logf fabsf floorf ceilf "
     "roundf fminf fmaxf fmodf M_PI M_E M_SQRT2 NAN INFINITY HUGE_VAL "},
    {"ctype.h",
     " isalpha isdigit isalnum isspace isupper islower isprint ispunct isxdigit iscntrl isgraph "
     "isblank toupper tolower "},
    {"time.h",
     " time clock difftime mktime localtime gmtime localtime_r gmtime_r strftime strptime asctime "
     "ctime nanosleep clock_gettime CLOCKS_PER_SEC CLOCK_MONOTONIC CLOCK_REALTIME time_t clock_t "},
    {"stdint.h",
     " int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t "
     "intmax_t uintmax_t INT8_MAX INT16_MAX INT32_MAX INT64_MAX UINT8_MAX UINT16_MAX UINT32_MAX "
     "UINT64_MAX INT32_MIN INT64_MIN SIZE_MAX INT64_C UINT64_C "},
    {"stddef.h", " NULL size_t ptrdiff_t offsetof wchar_t "},
    {"stdbool.h", " bool true false "},
    {"limits.h",
     " INT_MAX INT_MIN UINT_MAX LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX LLONG_MIN ULLONG_MAX "
     "CHAR_BIT CHAR_MAX CHAR_MIN SCHAR_MAX SCHAR_MIN UCHAR_MAX SHRT_MAX SHRT_MIN USHRT_MAX "
     "PATH_MAX "},
    {"float.h", " DBL_MAX DBL_MIN DBL_EPSILON DBL_DIG FLT_MAX FLT_MIN FLT_EPSILON LDBL_MAX "},
    {"inttypes.h", " PRId64 PRIu64 PRIx64 PRId32 PRIu32 PRIx32 PRIdPTR SCNd64 SCNu64 strtoimax "},
    {"errno.h", " errno ENOENT EINVAL EINTR EAGAIN ENOMEM ERANGE EACCES EEXIST EIO "},
    {"assert.h", " assert static_assert "},
    {"stdarg.h", " va_list va_start va_end va_arg va_copy "},
    {"signal.h", " signal raise sigaction kill sigemptyset sigaddset SIGINT SIGTERM SIGSEGV "
		 "SIGALRM SIGUSR1 sig_atomic_t "},
    {"setjmp.h", " setjmp longjmp sigsetjmp siglongjmp jmp_buf "},
    {"locale.h", " setlocale localeconv LC_ALL "},
    {"wchar.h", " wprintf wcslen wcscpy wcscmp fgetwc fputwc mbstowcs wcstombs "},
    {"complex.h", " creal cimag cabs carg conj cexp csqrt "},
    {"unistd.h",
     " read write close lseek fork execv execvp execlp pipe dup dup2 getpid getppid getuid sleep "
     "usleep access unlink rmdir chdir getcwd isatty sysconf getopt optarg optind alarm pause "
     "gethostname ftruncate STDIN_FILENO STDOUT_FILENO STDERR_FILENO ssize_t "},
    {"fcntl.h", " open creat fcntl O_RDONLY O_WRONLY O_RDWR O_CREAT O_TRUNC O_APPEND "},
    {"sys/stat.h", " stat fstat lstat mkdir chmod umask S_ISDIR S_ISREG "},
    {"sys/mman.h", " mmap munmap mprotect MAP_PRIVATE MAP_ANONYMOUS PROT_READ PROT_WRITE "},
    {"sys/time.h", " gettimeofday setitimer "},
    {"sys/wait.h", " wait waitpid WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG "},
    {"sys/types.h", " pid_t off_t uid_t gid_t mode_t "},
    {"sys/socket.h", " socket bind listen accept connect send recv setsockopt "},
    {"netinet/in.h", " htons htonl ntohs ntohl sockaddr_in INADDR_ANY "},
    {"arpa/inet.h", " inet_pton inet_ntop inet_addr inet_ntoa "},
    {"netdb.h", " getaddrinfo freeaddrinfo gethostbyname gai_strerror "},
    {"poll.h", " poll pollfd POLLIN POLLOUT "},
    {"dirent.h", " opendir readdir closedir DIR "},
    {"dlfcn.h", " dlopen dlsym dlclose dlerror RTLD_LAZY RTLD_NOW "},
    {"pthread.h",
     " pthread_create pthread_join pthread_exit pthread_self pthread_mutex_init pthread_mutex_lock "
     "pthread_mutex_unlock pthread_mutex_destroy pthread_cond_init pthread_cond_wait "
     "pthread_cond_signal pthread_cond_broadcast pthread_cond_destroy pthread_detach pthread_t "
     "pthread_mutex_t pthread_cond_t PTHREAD_MUTEX_INITIALIZER "},
    {"semaphore.h", " sem_init sem_wait sem_post sem_destroy sem_t "},
    {"threads.h", " thrd_create thrd_join thrd_t mtx_init mtx_lock mtx_unlock mtx_t "},
    {"stdatomic.h", " atomic_int atomic_load atomic_store atomic_fetch_add atomic_exchange "},
    {"regex.h", " regcomp regexec regfree regex_t REG_EXTENDED "},
    {"alloca.h", " alloca "},
};

static bool has_prefix(const char *prefixes, const char *symbol)
{
	while (*prefixes) {
		size_t len = strcspn(prefixes, " ");
		bool is_whole = *prefixes == '=';

		if (is_whole ? strlen(symbol) == len - 1 && !memcmp(prefixes + 1, symbol, len - 1)
			     : !strncmp(prefixes, symbol, len))
			return true;
		prefixes += len + 1;
	}
	return false;
}

const struct known_library *known_library_of(const char *symbol)
{
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		if (has_prefix(libraries[i].prefixes, symbol))
			return &libraries[i];
	return NULL;
}

const struct known_library *known_library(const char *name)
{
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		if (!strcmp(libraries[i].name, name))
			return &libraries[i];
	return NULL;
}

const struct known_library *known_library_with(const char *header)
{
	for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++)
		if (!strcmp(libraries[i].header, header))
			return &libraries[i];
	return NULL;
}

const char *known_header(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; len && i < sizeof headers / sizeof *headers; i++) {
		const char *names = headers[i].names;

		for (const char *at = names; (at = strstr(at, name)); at++)
			if (at > names && at[-1] == ' ' && at[len] == ' ')
				return headers[i].header;
	}
	return NULL;
}

void known_offer(struct near *near)
{
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		const char *at = headers[i].names + 1;

		while (*at) {
			size_t len = strcspn(at, " ");

			near_offer(near, at, len);
			at += len + 1;
		}
	}
}

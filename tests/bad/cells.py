# tests/bad/cells.py - cells that do what a program may do worst.
"""Each runs in a session that has `int marker = 42;` and `int twice(int x)`, and must leave it so.

ends: what the cell's error holds, as a regular expression over "ename: evalue"; "" for a cell that ends
well, None when it is left open. may_lose: the runner may have to be started anew, and the message
says what is gone. waits: the cell ends when it is interrupted."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Bad:
    name: str
    code: str
    ends: str | None = None
    may_lose: bool = False
    waits: bool = False


SETUP = """
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dlfcn.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
"""

# Cells beside the table's subject keep these two names.
STATE = ["int marker = 42;", "int twice(int x) { return 2 * x; }"]
# What a cell did to signals lasts as any state does: it is taken back, so that each bad cell stands alone.
CHECK = ('{ sigset_t none; sigemptyset(&none); sigprocmask(SIG_SETMASK, &none, 0); }\n'
         'printf("marker %d\\n", twice(marker) / 2);', "marker 42\n")

FAULTS = [
    Bad("null pointer", "*(volatile int *)0 = 1;", "SIGSEGV: segmentation fault"),
    Bad("wild pointer", "*(volatile int *)0x123456789000 = 1;", "SIGSEGV"),
    Bad("address that is none", "*(volatile int *)0xdeadbeefdeadbeef = 1;", "SIGSEGV"),
    Bad("call through null", "((void (*)(void))0)();", "SIGSEGV"),
    Bad("call of data", "static int data[4]; ((void (*)(void))(void *)data)();", "SIG(SEGV|ILL)"),
    Bad("string literal written to", 'char *s = "abc"; s[0] = 65;', None),
    Bad("file shorter than its mapping", """
        FILE *f = tmpfile(); char *m = mmap(0, 8192, 3, MAP_SHARED, fileno(f), 0);
        m[5000] = 1;""", "SIGBUS"),
    Bad("division by zero", "volatile int zero = 0; printf(\"%d\", 7 / zero);", "SIGFPE: integer division"),
    Bad("lowest number divided", "volatile int low = (-2147483647 - 1), minus = -1; printf(\"%d\", low / minus);",
        "SIGFPE"),
    Bad("illegal instruction", '__asm__ volatile(".byte 0x0f, 0x0b");', "SIGILL"),
    Bad("breakpoint", '__asm__ volatile(".byte 0xcc");', "SIGTRAP"),
    Bad("privileged instruction", '__asm__ volatile(".byte 0xf4");', "SIGSEGV"),
    Bad("abort", "abort();", "SIGABRT"),
    Bad("assert", "assert(1 == 2);", "SIGABRT: assertion '1 == 2' failed"),
    Bad("deep recursion", "int down(int n) { return n + down(n + 1) + 1; }\ndown(0);", "stack overflow"),
    Bad("huge locals", "int big(void) { volatile char a[64 << 20]; a[5] = 1; return a[5]; }\nbig();",
        "SIGSEGV"),
    Bad("huge variable array", "int huge(int n) { volatile char a[n]; a[0] = 1; return a[0]; }\nhuge(1 << 30);",
        "SIGSEGV"),
    Bad("stack smashed", "void smash(void) { volatile char a[8]; for (int i = 0; i < 4096; i++) a[i] = 65; }\nsmash();",
        "SIG(SEGV|ILL|BUS)"),
    Bad("stack pointer lost", '__asm__ volatile("xor %rsp, %rsp; push %rax");', "SIGSEGV"),
    Bad("direction flag set", '__asm__ volatile("std");', ""),
    Bad("alignment check set", '__asm__ volatile("pushf; orl $0x40000, (%rsp); popf");', None),
    Bad("float exceptions on", "#include <fenv.h>\nfeenableexcept(FE_ALL_EXCEPT); double one = 1, none = 0; "
        "printf(\"%f\", one / none);", "SIGFPE"),
    Bad("stack full before a library call", """
        int fill(int n) { char a[2000]; snprintf(a, sizeof a, "%d", n); return fill(n + 1) + a[0]; }
        fill(0);""", "stack overflow"),
]

EXITS = [
    Bad("exit", "exit(3);", ""),
    Bad("_exit", "_exit(3);", ""),
    Bad("_Exit", "_Exit(3);", ""),
    Bad("quick_exit", "quick_exit(3);", ""),
    Bad("exit system call", "#include <sys/syscall.h>\nsyscall(SYS_exit_group, 3);", "RunnerDied", True),
    Bad("exit of a thread's process", "void *leave(void *p) { exit(4); }\npthread_t t; "
        "pthread_create(&t, 0, leave, 0); pthread_join(t, 0);", ""),
    Bad("pthread_exit of the main thread", "pthread_exit(0);", ""),
    Bad("thrd_exit", "#include <threads.h>\nthrd_exit(0);", ""),
    Bad("pthread_cancel of the main thread", "pthread_cancel(pthread_self()); sleep(1);",
        "pthread_cancel|cancel"),
    Bad("execve", 'execl("/bin/true", "true", (char *)0);', ""),
    Bad("execve of a missing file", 'execl("/nowhere", "x", (char *)0); printf("%s", strerror(errno));', ""),
    Bad("fork that returns twice", "if (fork() == 0) { } else wait(0);", ""),
    Bad("fork, and the child faults", "if (fork() == 0) *(volatile int *)0 = 1; wait(0);", ""),
    Bad("fork, and the child goes on", "fork();", ""),
    Bad("fork, and the child stays", "if (fork() == 0) for (;;) pause();", ""),
    Bad("vfork misused", "if (vfork() == 0) { marker = 42; _exit(0); }", ""),
    Bad("vfork that returns", "int go(void) { return vfork(); }\nif (go() == 0) exit(0);", None, True),
    Bad("longjmp to a dead frame", """
        jmp_buf dead;
        int mark(void) { return setjmp(dead); }
        int more(int n) { volatile char a[600]; memset((char *)a, n, 600); return a[3]; }
        mark(); more(7); longjmp(dead, 1);""", None, waits=True),
    Bad("longjmp to nowhere", "jmp_buf nowhere; memset(nowhere, 0x5a, sizeof nowhere); longjmp(nowhere, 1);",
        "SIG(SEGV|BUS)|longjmp"),
]

# Each is raised in a cell of its own; those that programs ignore by default end nothing.
IGNORED = ("SIGCHLD", "SIGCONT", "SIGURG", "SIGWINCH")
STOPPED = ("SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU")
SIGNALS = """SIGHUP SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGSEGV SIGUSR1 SIGUSR2 SIGPIPE SIGALRM
    SIGTERM SIGSTKFLT SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGIO SIGPWR SIGSYS""".split()
SIGNAL_CELLS = (
    [Bad(f"raise({name})", f"raise({name});", name.replace("SIGIO", "SIG(IO|POLL)")) for name in SIGNALS]
    + [Bad("raise(SIGINT)", "raise(SIGINT); sleep(5);", "KeyboardInterrupt"),
       Bad("raise(SIGKILL)", "raise(SIGKILL);", "SIGKILL: the cell killed itself"),
       Bad("raise(SIGRTMIN + 3)", "raise(SIGRTMIN + 3);", "SIGRT"),
       Bad("raise(SIGRTMAX)", "raise(SIGRTMAX); raise(SIGRTMAX - 1);", None)]
    + [Bad(f"raise({name})", f"raise({name});", "") for name in IGNORED]
    + [Bad(f"raise({name})", f"raise({name});", None, waits=name == "SIGSTOP", may_lose=name == "SIGSTOP")
       for name in STOPPED]
)

SIGNAL_HANDLING = [
    Bad("handlers changed", "for (int i = 1; i < 65; i++) signal(i, SIG_IGN); "
        "raise(SIGTERM); for (int i = 1; i < 65; i++) signal(i, SIG_DFL);", ""),
    Bad("handlers that fault", "void again(int s) { *(volatile int *)0 = s; }\nsignal(SIGSEGV, again); "
        "*(volatile int *)8 = 1;", "SIGSEGV", waits=True),
    Bad("handler that returns into the fault", "void stay(int s) { (void)s; }\nsignal(SIGSEGV, stay); "
        "*(volatile int *)8 = 1;", "KeyboardInterrupt|SIGSEGV", waits=True),
    Bad("all signals blocked", "sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, 0);", ""),
    Bad("fault while it is blocked", "sigset_t s; sigemptyset(&s); sigaddset(&s, SIGSEGV); "
        "sigprocmask(SIG_BLOCK, &s, 0); *(volatile int *)0 = 1;", "SIGSEGV|RunnerDied.*signal 11", True),
    Bad("default action of a fault", "signal(SIGSEGV, SIG_DFL); *(volatile int *)0 = 1;",
        "SIGSEGV|RunnerDied.*signal 11", True),
    Bad("SIGINT ignored", "signal(SIGINT, SIG_IGN); for (;;);", "KeyboardInterrupt", waits=True),
    Bad("SIGINT blocked", "sigset_t all; sigfillset(&all); sigprocmask(SIG_BLOCK, &all, 0); for (;;);",
        "KeyboardInterrupt", waits=True),
    Bad("SIGINT taken", "void deaf(int s) { (void)s; }\nsignal(SIGINT, deaf); for (;;) sleep(1);",
        "KeyboardInterrupt", waits=True),
    Bad("sigaltstack off", "stack_t none; memset(&none, 0, sizeof none); none.ss_flags = SS_DISABLE; "
        "sigaltstack(&none, 0);", ""),
    Bad("overflow without sigaltstack", """
        int down2(int n) { return n + down2(n + 1) + 1; }
        stack_t none; memset(&none, 0, sizeof none); none.ss_flags = SS_DISABLE; sigaltstack(&none, 0);
        down2(0);""", "stack overflow"),
    Bad("sigaltstack misused", "static char tiny[4096]; stack_t s; memset(&s, 0, sizeof s); s.ss_sp = tiny; "
        "s.ss_size = sizeof tiny; sigaltstack(&s, 0); munmap(0, 0); *(volatile int *)0 = 1;", "SIGSEGV"),
    Bad("alarm", "signal(SIGALRM, SIG_DFL); alarm(1); for (;;);", "SIGALRM"),
    Bad("alarm left behind", "ualarm(200000, 0);", ""),
    Bad("interval timers left behind", "struct itimerval t; memset(&t, 0, sizeof t); t.it_interval.tv_usec = 1000; "
        "t.it_value.tv_usec = 1000; setitimer(ITIMER_REAL, &t, 0); setitimer(ITIMER_PROF, &t, 0); "
        "setitimer(ITIMER_VIRTUAL, &t, 0);", None),
    Bad("POSIX timer left behind", "timer_t t; struct sigevent e; memset(&e, 0, sizeof e); "
        "e.sigev_signo = SIGUSR1; timer_create(CLOCK_MONOTONIC, &e, &t); struct itimerspec w; "
        "memset(&w, 0, sizeof w); w.it_value.tv_nsec = w.it_interval.tv_nsec = 3000000; "
        "timer_settime(t, 0, &w, 0);", None),
    Bad("signal storm", "void none(int s) { (void)s; }\nsignal(SIGUSR1, none); "
        "for (int i = 0; i < 100000; i++) raise(SIGUSR1);", ""),
    Bad("sigsuspend", "sigset_t all; sigfillset(&all); sigsuspend(&all);", "KeyboardInterrupt|RunnerDied",
        True, True),
]

HEAP = [
    Bad("double free", "char *p = malloc(100000); free(p); free(p);", "SIGABRT|RunnerDied", True),
    Bad("small double free", "char *p = malloc(10); free(p); free(p);", "SIGABRT|RunnerDied", True),
    Bad("free of no block", "int local; free(&local);", "SIGABRT|SIGSEGV|RunnerDied", True),
    Bad("free of an object", "free(&marker);", "SIGABRT|SIGSEGV|RunnerDied", True),
    Bad("heap written over", "char *p = malloc(24), *q = malloc(24); memset(p, 65, 4000); free(q); "
        "free(p); for (int i = 0; i < 100; i++) free(malloc(1000 + i * 100));", None, True),
    Bad("top of the heap written over", "char *p = malloc(24); memset(p, 255, 20000); p = malloc(300000); "
        "free(p); p = malloc(100000); free(p);", None, True),
    Bad("use after free", "int *p = malloc(4000); free(p); for (int i = 0; i < 1000; i++) p[i] = -1; "
        "for (int i = 0; i < 1000; i++) malloc(4000);", None, True),
    Bad("malloc without end", "for (;;) { char *p = malloc(1 << 26); if (!p) { puts(\"full\"); break; } "
        "memset(p, 1, 4096); }", None, True, True),
    Bad("negative sizes", "char *p = malloc(-1); if (p) memset(p, 0, 100); memset(malloc(10), 0, -1);",
        None, True, True),  # the heap that it fills may have terabytes, from the cell before
    Bad("fclose twice", 'FILE *f = fopen("/dev/null", "r"); fclose(f); fclose(f);', None, True),
    Bad("FILE written over", 'FILE *f = tmpfile(); memset(f, 0x41, sizeof *f); fputs("x", f);', None, True, True),
    Bad("stdout closed", "fclose(stdout);", None, True),
    Bad("stdout is null", "stdout = 0; printf(\"x\");", None),
]

MEMORY = [
    Bad("object's neighbours written over", "memset(&marker, 0x55, 4000); marker = 42;", None, True),
    Bad("all objects written over", "memset((char *)&marker - 4096, 0x55, 1 << 20);", None, True),
    Bad("stub written over", "memset((void *)twice, 0x90, 16);", "SIGSEGV"),
    Bad("machine code made writable", "mprotect((void *)((uintptr_t)twice & ~4095ul), 4096, 7); "
        "memset((void *)twice, 0xcc, 16);", "mprotect"),
    Bad("machine code unmapped", "munmap((void *)((uintptr_t)twice & ~4095ul), 4096);", "munmap"),
    Bad("objects unmapped", "munmap((void *)((uintptr_t)&marker & ~4095ul), 4096);", "munmap"),
    Bad("objects protected", "mprotect((void *)((uintptr_t)&marker & ~4095ul), 4096, PROT_NONE); marker = 1;",
        "mprotect"),
    Bad("own stack unmapped", "int local; munmap((void *)((uintptr_t)&local & ~4095ul), 4096); local = 1;",
        "munmap"),
    Bad("libc unmapped", "munmap((void *)((uintptr_t)dlsym(RTLD_DEFAULT, \"getpid\") & ~4095ul), 4096);",
        "munmap"),
    Bad("libc not executable", "mprotect((void *)((uintptr_t)dlsym(RTLD_DEFAULT, \"qsort\") & ~4095ul), 4096, PROT_NONE); "
        "int a[2] = {0}; qsort(a, 2, 4, 0);", "mprotect"),
    Bad("everything unmapped", "munmap((void *)0x1000, 0x7ffffffff000 - 0x1000);", "munmap"),
    Bad("thread pointer lost", "#include <asm/prctl.h>\n#include <sys/syscall.h>\nsyscall(SYS_arch_prctl, ARCH_SET_FS, 0); "
        "errno = 1;", "RunnerDied|SIGSEGV", True),
    Bad("dlclose(NULL)", "dlclose(0);"),
    Bad("dlclose of libc", 'void *c = dlopen("libc.so.6", RTLD_NOW); for (int i = 0; i < 50; i++) dlclose(c);',
        None, True),
    Bad("environ lost", 'extern char **environ; environ = (char **)16; printf("%s", getenv("HOME"));', "SIGSEGV", True),
    Bad("environ cleared", "clearenv();", ""),
    Bad("locale", 'setlocale(LC_ALL, "de_DE.UTF-8"); setlocale(LC_ALL, "nonsense");', ""),
    Bad("%n in a format", 'char f[] = {37, 110, 0}; printf(f, 16);', None),
    Bad("wrong formats", 'char f[] = {37, 115, 0}; printf(f, 16);', "SIGSEGV"),
    Bad("bad comparator", "int odd(const void *a, const void *b) { return rand() % 3 - 1; }\n"
        "int v[1000]; qsort(v, 1000, 4, odd);", ""),
    Bad("comparator that faults", "int fall(const void *a, const void *b) { return *(int *)8; }\n"
        "int v[1000]; qsort(v, 1000, 4, fall);", "SIGSEGV"),
]

PROCESS = [
    Bad("stdin, stdout, stderr closed", "close(0); close(1); close(2);", ""),
    Bad("every descriptor closed", "for (int i = 0; i < 4096; i++) close(i);", None, True),
    Bad("closefrom", "closefrom(3);", None, True),
    Bad("close_range", "#include <sys/syscall.h>\nsyscall(SYS_close_range, 0, ~0u, 0);", None, True),
    Bad("descriptors written to", 'for (int i = 3; i < 1100; i++) write(i, "garbage garbage garbage", 23);', None, True),
    Bad("descriptors moved", "for (int i = 3; i < 1100; i++) dup2(0, i);", None, True),
    Bad("stdout moved", 'dup2(open("/dev/null", O_WRONLY), 1); dup2(1, 2);', ""),
    Bad("chdir", 'chdir("/"); chdir("/proc/self/fd");', ""),
    Bad("folder removed", 'char d[] = "/tmp/cicle-test-XXXXXX"; mkdtemp(d); chdir(d); rmdir(d);', ""),
    Bad("umask", "umask(0777);", ""),
    Bad("no more descriptors", "struct rlimit l = {0, 0}; setrlimit(RLIMIT_NOFILE, &l);", None, True),
    Bad("no more memory", "struct rlimit l = {1 << 20, 1 << 20}; setrlimit(RLIMIT_AS, &l); "
        "char *p = malloc(1 << 28); *p = 1;", "SIGSEGV|RunnerDied", True),
    Bad("no more data", "struct rlimit l = {1 << 16, 1 << 16}; setrlimit(RLIMIT_DATA, &l);", None, True),
    Bad("CPU limit", "struct rlimit l = {1, 2}; setrlimit(RLIMIT_CPU, &l); for (;;);", "SIGXCPU|RunnerDied", True),
    Bad("CPU limit that is over already", "for (volatile long i = 0; i < 700000000; i++); "
        "struct rlimit l = {1, 2}; setrlimit(RLIMIT_CPU, &l); for (;;);", "SIGXCPU|RunnerDied", True),
    Bad("stack limit", "struct rlimit l = {16384, 16384}; setrlimit(RLIMIT_STACK, &l); char a[100000]; memset(a, 1, "
        "sizeof a);", None, True),
    Bad("file size limit", 'struct rlimit l = {0, 0}; setrlimit(RLIMIT_FSIZE, &l); FILE *f = tmpfile(); '
        'fputs("x", f); fflush(f);', "SIGXFSZ", True),
    Bad("no more processes", "struct rlimit l = {0, 0}; setrlimit(RLIMIT_NPROC, &l); fork();", None, True),
    Bad("kill of the parent", "kill(getppid(), SIGTERM);", "kill"),
    Bad("kill of the group", "kill(0, SIGTERM);", "SIGTERM"),
    Bad("kill of no one", "kill(-1, 0);", ""),
    Bad("kill of itself", "kill(getpid(), SIGKILL);", "SIGKILL: the cell killed itself"),
    Bad("stop of itself", "kill(getpid(), SIGSTOP);", "SIGSTOP"),
    Bad("ptrace", "ptrace(PTRACE_TRACEME, 0, 0, 0); raise(SIGUSR2);", None, True, True),
    Bad("prctl", "prctl(PR_SET_PDEATHSIG, SIGKILL); prctl(PR_SET_DUMPABLE, 0); prctl(PR_SET_NAME, \"x\");", ""),
    Bad("seccomp", "prctl(PR_SET_SECCOMP, 1); open(\"/dev/null\", 0);", "SIGSYS: seccomp"),
    Bad("setuid", "setuid(getuid()); setgid(getgid()); seteuid(geteuid());", ""),
    Bad("setsid and setpgid", "setpgid(0, 0); setsid();", ""),
    Bad("nice", "nice(5);", ""),
    Bad("system that faults", 'system("kill -SEGV $$");', ""),
    Bad("daemon", "daemon(1, 0);", "daemon"),
    Bad("wait for others' children", "while (wait(0) > 0);", ""),
    Bad("descriptors all used", "while (open(\"/dev/null\", O_RDONLY) >= 0);", ""),
    Bad("CPU limit by a system call", "#include <sys/syscall.h>\nstruct rlimit l = {1, 1}; "
        "syscall(SYS_setrlimit, RLIMIT_CPU, &l); for (;;);", "SIGXCPU|RunnerDied", True),
]

THREADS = [
    Bad("thread faults", "void *bad(void *p) { *(volatile int *)0 = 1; return p; }\npthread_t t; "
        "pthread_create(&t, 0, bad, 0); pthread_join(t, 0);", "SIGSEGV"),
    Bad("thread without a join faults", "void *bad2(void *p) { usleep(1000); *(volatile int *)0 = 1; return p; }\n"
        "pthread_t t; pthread_create(&t, 0, bad2, 0); usleep(300000);", "SIGSEGV"),
    Bad("thread faults after its cell", "void *late(void *p) { usleep(150000); *(volatile int *)0 = 1; return p; }\n"
        "pthread_t t; pthread_create(&t, 0, late, 0);", ""),
    Bad("many threads fault", "void *bad3(void *p) { *(volatile int *)0 = 1; return p; }\npthread_t t[50]; "
        "for (int i = 0; i < 50; i++) pthread_create(&t[i], 0, bad3, 0); for (int i = 0; i < 50; i++) "
        "pthread_join(t[i], 0);", "SIGSEGV"),
    Bad("thread's stack overflows", "int down3(int n) { return n + down3(n + 1) + 1; }\n"
        "void *deep(void *p) { down3(0); return p; }\npthread_t t; pthread_create(&t, 0, deep, 0); pthread_join(t, 0);",
        "stack overflow|SIGSEGV|RunnerDied", True),
    Bad("thread detached and endless", "void *ever(void *p) { for (;;) sleep(1); return p; }\npthread_t t; "
        "pthread_create(&t, 0, ever, 0); pthread_detach(t);", ""),
    Bad("thread holds malloc's lock", "void *eat(void *p) { for (;;) free(malloc(100000)); return p; }\npthread_t t; "
        "pthread_create(&t, 0, eat, 0); usleep(10000); *(volatile int *)0 = 1;", "SIGSEGV|RunnerDied", True),
    Bad("join of nobody", "pthread_t t; memset(&t, 0x41, sizeof t); pthread_join(t, 0);", None, True),
    Bad("mutex locked twice", "pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER; pthread_mutex_lock(&m); "
        "pthread_mutex_lock(&m);", "KeyboardInterrupt", waits=True),
    Bad("stdout locked by a thread", "void *hold(void *p) { flockfile(stdout); for (;;) sleep(1); return p; }\npthread_t t; "
        "pthread_create(&t, 0, hold, 0); usleep(50000);", None, True),
    Bad("threads until none is left", "void *rest(void *p) { sleep(1); return p; }\npthread_t t; int n = 0; "
        "while (n < 3000 && !pthread_create(&t, 0, rest, 0)) n++;", ""),
]

REST = [
    Bad("output without end", 'for (;;) puts("more");', "KeyboardInterrupt", waits=True),
    Bad("fork bomb, limited", "for (int i = 0; i < 6; i++) fork();", None, waits=True),
    Bad("atexit that faults", "void fall2(void) { *(volatile int *)0 = 1; }\natexit(fall2);", None),
    Bad("destructor that faults", "__attribute__((destructor)) void fall3(void) { *(volatile int *)0 = 1; }", None),
    Bad("constructor that loops", "__attribute__((constructor)) void spin(void) { for (;;); }", None, True, True),
    Bad("compiler: ++ on a struct", "struct s { int x; } s; ++s;", "CompileError"),
    Bad("compiler: deep nesting", "int n = " + "(" * 20000 + "1" + ")" * 20000 + ";", "CompileError|nested|", True),
    Bad("compiler: deep blocks", "{" * 20000 + "}" * 20000, "", True),
    Bad("compiler: long line", "int x = " + "1 + " * 50000 + "1;", None, True),
    Bad("compiler: huge array", "char huge[1ul << 62];", "CompileError|SIGSEGV|MemoryError|too", True),
    Bad("compiler: endless include", '#include "/dev/zero"', None, True, True),
    Bad("compiler: binary text", "int a\x01\x02 = \x7f;", "CompileError"),
    Bad("goto into nowhere", "goto *(void *)0x10;", "SIGSEGV"),
    Bad("null FILE", 'fprintf((FILE *)0, "x");', "SIGSEGV"),
    Bad("scanf without &", 'int n = 0; sscanf("5", "%d", n);', "SIGSEGV"),
    Bad("strcpy without end", "char a[8]; char *src = a; memset(a, 65, 8); for (char *p = a; ; p++) *p = 65;",
        "SIG"),
]

CXX_LIBRARY = '#include <stdexcept>\nextern "C" void cxx_throw(void) { throw std::runtime_error("boom"); }\n'
CXX_CELL = "%lib LIBRARY\nvoid cxx_throw(void);\ncxx_throw();"

ALL = FAULTS + EXITS + SIGNAL_CELLS + SIGNAL_HANDLING + HEAP + MEMORY + PROCESS + THREADS + REST

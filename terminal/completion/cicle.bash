# terminal/completion/cicle.bash - what bash completes of cicle's command line.

_cicle() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local formats='prof speedscope callgrind folded pprof chrome csv json html'

	if [ "$COMP_CWORD" -eq 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'run prof install uninstall kernel --version --help' -- "$word")
		return
	fi
	case "$previous" in
	--format) mapfile -t COMPREPLY < <(compgen -W "$formats" -- "$word") ;;
	--prefix) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	--name) ;;
	prof) mapfile -t COMPREPLY < <(compgen -W 'convert show --help' -- "$word") ;;
	*)
		case "${COMP_WORDS[1]} $word" in
		run\ -*) mapfile -t COMPREPLY < <(compgen -W '--profile --help' -- "$word") ;;
		prof\ -*) mapfile -t COMPREPLY < <(compgen -W '--format -s -l' -- "$word") ;;
		install\ * | uninstall\ *)
			mapfile -t COMPREPLY < <(compgen -W '--user --sys-prefix --prefix --name --help' -- "$word")
			;;
		kernel\ -*) mapfile -t COMPREPLY < <(compgen -W '-f --help' -- "$word") ;;
		*) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
		esac
		;;
	esac
}
complete -o filenames -F _cicle cicle

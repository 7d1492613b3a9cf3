# terminal/completion/cicle.fish - what fish completes of cicle's command line.

set -l commands run prof install uninstall kernel
set -l none "not __fish_seen_subcommand_from $commands"
set -l places "__fish_seen_subcommand_from install uninstall"

complete -c cicle -n $none -f -a run -d 'run a program or a notebook'
complete -c cicle -n $none -f -a prof -d 'convert or print a profile'
complete -c cicle -n $none -f -a install -d 'tell Jupyter of this program'
complete -c cicle -n $none -f -a uninstall -d 'remove what install wrote'
complete -c cicle -n $none -f -a kernel -d 'run a kernel on a connection file'
complete -c cicle -n $none -f -l version -d 'tell the version'
complete -c cicle -f -l help -d explain
complete -c cicle -n '__fish_seen_subcommand_from run' -l profile -r -d 'write a profile'
complete -c cicle -n '__fish_seen_subcommand_from prof' -f -a 'convert show'
complete -c cicle -n '__fish_seen_subcommand_from prof' -l format -x \
    -a 'prof speedscope callgrind folded pprof chrome csv json html'
complete -c cicle -n $places -f -l user -d 'for you'
complete -c cicle -n $places -f -l sys-prefix -d 'in the active virtual environment'
complete -c cicle -n $places -r -l prefix -d 'under a folder'
complete -c cicle -n $places -x -l name -d 'under another name'
complete -c cicle -n '__fish_seen_subcommand_from kernel' -r -s f -d 'connection file'

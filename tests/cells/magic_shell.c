// tests/cells/magic_shell.c - commands of the shell, between C
!echo one; echo two >&2
// expect stdout: one
// expect stderr: two
// ---
!exit 3
// expect stderr: the command ended with status 3
// ---
int flag = 0, ls = 1;
// ---
!flag   // expect: 1
// ---
!(flag && ls)   // expect: 1
// ---
int n = 1;
!echo between
n += 1;
n   // expect: 2
// expect stdout: between
// ---
!kill -9 $$
// expect stderr: the command was ended by signal 9
// ---
!echo a \
  b
// expect stdout: a b
// ---
%%bash
x=3
echo $((x * 2))
# // expect stdout: 6
// ---
%%sh
exit 4
# // expect error: CommandError: sh ended with status 4
// ---
%system echo with system
// expect stdout: with system
// ---
%alias twice echo %s %s
// ---
%twice a b
// expect stdout: a b
// ---
%twice a
// expect error: 'echo %s %s' wants more words
// ---
%unalias twice
// ---
%twice a b
// expect error: there is no magic '%twice'
// ---
%alias who echo
// expect error: 'who' is a magic

// tests/cells/magic_history.c - %history prints cells by number
int n = 3;
// ---
n + 1   // expect: 4
// ---
int two = 2;
int lines = 2;
// ---
%history 1
// expect stdout: int n = 3;
// ---
%history -n 1-3
// expect stdout:    1: int n = 3;
// expect stdout:    2: n + 1   // expect: 4
// expect stdout:    3:
// expect stdout: int two = 2;
// expect stdout: int lines = 2;
// ---
%history -o 2
// expect stdout: n + 1   // expect: 4
// expect stdout: 4
// ---
%history -p 3
// expect stdout: >>> int two = 2;
// expect stdout: ... int lines = 2;
// ---
%history -l 1
// expect stdout: %history -p 3
// expect stdout: <any>
// expect stdout: <any>
// ---
%history -g int*two
// expect stdout:    3:
// expect stdout: int two = 2;
// expect stdout: int lines = 2;<any>
// ---
%history x-y
// expect error: 'x-y' is no range of cells
// ---
%history -f written.txt 1
// ---
%cat written.txt
// expect stdout: int n = 3;

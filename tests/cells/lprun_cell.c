// tests/cells/lprun_cell.c - %%lprun shows the cell's own lines too
%%lprun
int half(int n)
{
    return n / 2;
}
int total = 0;
for (int i = 0; i < 4; i++)
    total += half(i);
// expect display: Function: half at line 2
// expect display:      4         4<any>    return n / 2;
// expect display: Function: <cell> at line 2
// expect display:      6         1<any>  int total = 0;
// expect display:      7         5<any>  for (int i = 0; i < 4; i++)
// expect display:      8         4<any>      total += half(i);
// ---
total   // expect: 2
// ---
%lprun total++; total++
// expect display: Function: <cell> at line 1
// ---
total   // expect: 4

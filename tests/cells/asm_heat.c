// tests/cells/asm_heat.c - after %lprun, %asm tells each line's share of the time
int spin(int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++)
        sum += i % 7;
    return sum;
}
// ---
%lprun -f spin spin(100000);
// expect display: Function: spin at line 1
// ---
%asm --tier tcc spin
// expect display: <any>% In[1]:4 |     for (int i = 0; i < n; i++)
// expect display: <any>% In[1]:5 |         sum += i % 7;
// ---
%prun spin(200000)
// expect display: <any>(spin)
// ---
%asm --tier tcc spin
// expect display: spin  libtcc  <any>% of the last profile's time

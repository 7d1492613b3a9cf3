// tests/cells/statements_duff.c - a switch that jumps into a loop
int copied = 0;
void copy(char *to, const char *from, int cnt)
{
    int rounds = (cnt + 3) / 4;
    switch (cnt % 4) {
    case 0: do { *to++ = *from++; copied++;
    case 3:      *to++ = *from++; copied++;
    case 2:      *to++ = *from++; copied++;
    case 1:      *to++ = *from++; copied++;
            } while (--rounds > 0);
    }
}
char out[12] = "";
copy(out, "device", 7);
out   // expect: "device"
// ---
copied   // expect: 7

// tests/cells/language_newer_spelling.c - C23's attributes, digit separators and u8
[[maybe_unused]] int unused = 3;
[[nodiscard("why")]] int half(int n)
{
    switch (n) {
    case 0: n = 1; [[fallthrough]];
    default: return n / 2;
    }
}
half(1'000) + 0b101 + 0xF'F   // expect: 760
// ---
const char *text = u8"grün";
text   // expect: "grün"
// ---
int matrix[2][2] = {{1, 2}, {3, 4}}, index[] = {1};
matrix[index[0]][index[0]]   // expect: 4

// tests/cells/macros_block.c - macros that open and close blocks
#define begin {
#define end }
#define when(c) if (c) begin
int s = 1;
when(s > 0) s = 100; end
s   // expect: 100
// ---
int f(int n)
begin
    while (n < 10) begin n *= 2; end
    return n;
end
f(3)   // expect: 12

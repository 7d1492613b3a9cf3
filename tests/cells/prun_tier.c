// tests/cells/prun_tier.c - %prun says which functions gcc or clang compiled
%jit off
int plain(int n) { return n + 1; }
// ---
%%jit -q
int fast(int n) { return plain(n) * 2; }
// ---
%prun fast(3)
// expect display: Compiled by gcc or clang (tier cc): fast; all else by TinyCC (tier tcc)
// ---
%prun -q -D /tmp/cicle_prun_tier.json fast(3)
// expect stdout: Profile written to file '/tmp/cicle_prun_tier.json'.
// ---
!grep -o '"name": "[a-z]*".*"tier": "[a-z]*"' /tmp/cicle_prun_tier.json | sed 's/,.*,/ /' | sort; rm /tmp/cicle_prun_tier.json
// expect stdout: "name": "fast"  "tier": "cc"
// expect stdout: "name": "plain"  "tier": "tcc"

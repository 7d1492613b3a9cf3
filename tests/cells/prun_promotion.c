// tests/cells/prun_promotion.c - %prun, %lprun and %tier tell tiers, and what tier cc would save
volatile int sink;
int churn(int n) { int s = 0; for (int i = 0; i < n; i++) s += i ^ n;
  return s; }
int kept(int n) { static struct { int n; } last; return last.n += n; }
// ---
%jit off
// ---
sink = churn(3);
// ---
// nothing is known of its speed at tier cc: about what other programs gained
%prun churn(3000000)
// expect display: Tier cc would save about <any>: churn <any>
// ---
%tier churn
// expect stdout: function<any>
// expect stdout: churn<any>tcc   optimising is off; cc would save about <any> of churn(3000000)
// expect stdout: Nothing is optimised: %jit on
// ---
%lprun -f churn churn(30)
// expect display: By TinyCC (tier tcc): churn
// ---
// one that gcc cannot take has no figure
%prun -q -D /tmp/cicle_promotion.json kept(3)
// expect stdout: Profile written to file '/tmp/cicle_promotion.json'.
// ---
!grep -c saved_ns /tmp/cicle_promotion.json || true
// expect stdout: 0
// ---
%jit on
// ---
%jit wait
// ---
%prun churn(3000000)
// expect display: Compiled by gcc or clang (tier cc): churn; all else by TinyCC (tier tcc)
// ---
%lprun -f churn churn(30)
// expect display: Compiled by gcc or clang (tier cc): churn
// ---
%jit off
// ---
// the same statement made the same calls there: measured
%prun -D /tmp/cicle_promotion.json churn(3000000)
// expect display: Tier cc would save <any>: churn <any>
// expect stdout: Profile written to file '/tmp/cicle_promotion.json'.
// ---
!grep -o '"saved": "[a-z]*"' /tmp/cicle_promotion.json; rm /tmp/cicle_promotion.json
// expect stdout: "saved": "measured"

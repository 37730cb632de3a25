// Partial sums of the members of a team, added in a fixed order.

/** out = Σ of `stretches` complex vectors that lie one behind the other, in their order. */
export function addPartials(partials: usize, stretches: i32, columns: i32, out: usize): void {
  const bytes = <usize>columns << 4;
  memory.copy(out, partials, bytes);
  for (let n = 1; n < stretches; n++) {
    const partial = partials + <usize>n * bytes;
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), v128.load(partial + at)));
  }
}

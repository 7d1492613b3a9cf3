// profiler/view/tree.js - a form of the tree of calls, laid out once.
//
// Horizontal positions count in the unit of the width (ns, calls or bytes) from the root's left edge,
// rows from 0 at the root. A node's children stand side by side, largest first. `order` holds all
// nodes row by row, each row from left to right, so that a node's children are neighbours in it. In a
// form with a `start` for each node (calls in order of time) they stand there, with gaps between.

function added(arrays) {
	return arrays.length === 1 ? arrays[0] : arrays[0].map((number, i) => number + arrays[1][i]);
}

class Tree {
	// paths: a form (paths.js). width: 'time', 'calls' or 'bytes': those of a node and all below it.
	constructor({ parent, fn, lanes, isInverted, start }, width) {
		const size = parent.length;
		Object.assign(this, { parent, fn, size, isInverted, width, start });
		this.lanes = lanes.map(({ calls, own, bytes }) => {
			const count = summed(parent, calls);
			return {
				calls: isInverted ? count : calls, own, total: summed(parent, own), count,
				...(bytes && { ownBytes: bytes, bytes: summed(parent, bytes) }),
			};
		});
		for (const key of Object.keys(this.lanes[0]))
			this[key] = added(this.lanes.map((lane) => lane[key]));
		this.weight = { time: this.total, calls: this.count, bytes: this.bytes }[width];
		this.x = new Float64Array(size);
		this.row = new Int32Array(size);
		this.deepest = new Int32Array(size);
		this.order = new Int32Array(size);
		this.place = new Int32Array(size);
		this.firstKid = new Int32Array(size);
		this.kidCount = new Int32Array(size);
		this.rowStart = [0];
		this.layOut();
	}

	// The root is the synthetic one; when it holds nothing but one call, start at that.
	get top() {
		return !this.start && this.kidCount[0] === 1 ? this.order[1] : 0;
	}

	layOut() {
		const kids = this.kidsByParent();
		let next = 1;
		for (let at = 0; at < this.size; at++) {
			const node = this.order[at];
			if (at > 0 && this.row[node] !== this.row[this.order[at - 1]])
				this.rowStart.push(at);
			this.place[node] = at;
			this.firstKid[node] = next;
			if (this.kidCount[node])
				next = this.putKids(node, kids(node), next);
		}
		this.rowStart.push(this.size);
		for (let at = this.size - 1; at > 0; at--) {
			const node = this.order[at];
			const parent = this.parent[node];
			this.deepest[node] = Math.max(this.deepest[node], this.row[node]);
			this.deepest[parent] = Math.max(this.deepest[parent], this.deepest[node]);
		}
	}

	// Gives a function from a node to its children in the order of the profile.
	kidsByParent() {
		const end = new Int32Array(this.size);
		const list = new Int32Array(this.size);
		let used = 0;
		for (let i = 1; i < this.size; i++)
			this.kidCount[this.parent[i]]++;
		for (let i = 0; i < this.size; i++) {
			end[i] = used;
			used += this.kidCount[i];
		}
		for (let i = 1; i < this.size; i++)
			list[end[this.parent[i]]++] = i;
		return (node) => list.subarray(end[node] - this.kidCount[node], end[node]);
	}

	putKids(node, kids, next) {
		let x = this.x[node];
		if (this.start)
			return this.putInTime(node, kids, next);
		if (kids.length > 1)
			kids.sort((a, b) => this.weight[b] - this.weight[a] || a - b);
		for (const kid of kids) {
			this.order[next++] = kid;
			this.row[kid] = this.row[node] + 1;
			this.x[kid] = x;
			x += this.weight[kid];
		}
		return next;
	}

	// They come sorted.
	putInTime(node, kids, next) {
		for (const kid of kids) {
			this.order[next++] = kid;
			this.row[kid] = this.row[node] + 1;
			this.x[kid] = this.start[kid];
		}
		return next;
	}

	get rowCount() {
		return this.rowStart.length - 1;
	}

	// Rows from a node down to the deepest of its descendants, its own included.
	rowsBelow(node) {
		return this.deepest[node] - this.row[node] + 1;
	}

	// Gives the place in `order` of the last node of a row that begins at or before x.
	lastAtOrBefore(row, x) {
		let low = this.rowStart[row];
		let high = this.rowStart[row + 1] - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if (this.x[this.order[middle]] <= x)
				low = middle;
			else
				high = middle - 1;
		}
		return low;
	}

	// Gives the node and those above it, the outermost first, from `top` on.
	path(node) {
		const path = [];
		for (let at = node; at >= 0; at = this.parent[at]) {
			path.push(at);
			if (at === this.top)
				break;
		}
		return path.reverse();
	}

	// Gives the innermost node that holds all calls of a function; -1 when there are none.
	holderOf(fn) {
		let holder = -1;
		for (let node = 1; node < this.size; node++) {
			if (this.fn[node] === fn && this.weight[node] > 0)
				holder = holder < 0 ? node : this.common(holder, node);
		}
		return holder;
	}

	common(a, b) {
		let [upper, lower] = this.row[a] < this.row[b] ? [a, b] : [b, a];
		while (this.row[lower] > this.row[upper])
			lower = this.parent[lower];
		while (lower !== upper) {
			lower = this.parent[lower];
			upper = this.parent[upper];
		}
		return upper;
	}

	// Gives the neighbour in a direction (in, out, left, right), or the node itself where there
	// is none.
	neighbour(node, way) {
		const sibling = (step) => {
			const other = this.order[this.place[node] + step];
			return other !== undefined && this.parent[other] === this.parent[node] ? other : node;
		};
		switch (way) {
		case 'out':
			return node === this.top ? node : this.parent[node];
		case 'in':
			return this.kidCount[node] ? this.order[this.firstKid[node]] : node;
		case 'left':
			return sibling(-1);
		default:
			return sibling(1);
		}
	}

	// Gives the share of all (in per cent) that lies in and below the outermost matching calls.
	matchedShare(isMatch) {
		const inside = new Uint8Array(this.size);
		let matched = 0;
		for (const node of this.order) {
			if (node > 0 && inside[this.parent[node]]) {
				inside[node] = 1;
			} else if (isMatch[this.fn[node]]) {
				inside[node] = 1;
				matched += this.weight[node];
			}
		}
		return share(matched, this.weight[0]);
	}
}

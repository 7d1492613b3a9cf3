// profiler/view/tree.js - the tree of calls, laid out once.
//
// Horizontal positions are nanoseconds from the root's left edge, rows count from 0 at the root.
// A node's children stand side by side, largest first. `order` holds all nodes row by row, each
// row from left to right, so that the children of a node are neighbours in it.

class Tree {
	// flat: parent, function, calls, total ns of each node; a parent stands before its children.
	// cuts: pairs of a node and the time of its children that were left out.
	constructor(flat, cuts) {
		const size = flat.length / 4;
		this.size = size;
		this.parent = Int32Array.from({ length: size }, (_, i) => flat[4 * i]);
		this.fn = Int32Array.from({ length: size }, (_, i) => flat[4 * i + 1]);
		this.calls = Float64Array.from({ length: size }, (_, i) => flat[4 * i + 2]);
		this.total = Float64Array.from({ length: size }, (_, i) => flat[4 * i + 3]);
		this.own = this.total.slice();
		this.x = new Float64Array(size);
		this.row = new Int32Array(size);
		this.deepest = new Int32Array(size);
		this.order = new Int32Array(size);
		this.place = new Int32Array(size);
		this.firstKid = new Int32Array(size);
		this.kidCount = new Int32Array(size);
		this.rowStart = [0];
		this.sumUp(cuts);
		this.layOut();
	}

	// The root is the synthetic one; when it holds nothing but one call, start at that.
	get top() {
		return this.kidCount[0] === 1 ? this.order[1] : 0;
	}

	sumUp(cuts) {
		for (let i = 0; i < cuts.length; i += 2)
			this.own[cuts[i]] -= cuts[i + 1];
		for (let i = 1; i < this.size; i++) {
			this.kidCount[this.parent[i]]++;
			this.own[this.parent[i]] -= this.total[i];
		}
		this.total[0] = Math.max(this.total[0], this.total[0] - this.own[0]);
		this.own[0] = Math.max(this.own[0], 0);
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
		if (kids.length > 1)
			kids.sort((a, b) => this.total[b] - this.total[a] || a - b);
		for (const kid of kids) {
			this.order[next++] = kid;
			this.row[kid] = this.row[node] + 1;
			this.x[kid] = x;
			x += this.total[kid];
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

	// Gives the node and its callers, the outermost first, from `top` on.
	path(node) {
		const path = [];
		for (let at = node; at >= 0; at = this.parent[at]) {
			path.push(at);
			if (at === this.top)
				break;
		}
		return path.reverse();
	}

	// Gives the neighbour in an arrow's direction, or the node itself where there is none.
	neighbour(node, key) {
		const sibling = (step) => {
			const other = this.order[this.place[node] + step];
			return other !== undefined && this.parent[other] === this.parent[node] ? other : node;
		};
		switch (key) {
		case 'ArrowUp':
			return node === this.top ? node : this.parent[node];
		case 'ArrowDown':
			return this.kidCount[node] ? this.order[this.firstKid[node]] : node;
		case 'ArrowLeft':
			return sibling(-1);
		default:
			return sibling(1);
		}
	}

	// Gives the share of all time spent in and below the outermost calls of matching functions.
	matchedShare(isMatch) {
		const inside = new Uint8Array(this.size);
		let matched = 0;
		for (const node of this.order) {
			if (node > 0 && inside[this.parent[node]]) {
				inside[node] = 1;
			} else if (isMatch[this.fn[node]]) {
				inside[node] = 1;
				matched += this.total[node];
			}
		}
		return share(matched, this.total[0]);
	}
}

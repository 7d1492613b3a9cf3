// profiler/view/paths.js - the tree of calls in its forms: as measured, with recursion folded,
// one function's calls as one, and turned upside down.
//
// A form is { parent, fn, lanes }: a node's parent stands before it, node 0 is the root. A lane is
// one measurement, { calls, own } and perhaps bytes: a profile has one, a comparison two (before,
// after). All numbers belong to the node alone, so that nodes are merged by adding; totals are
// summed later.

// Rows of callers, and nodes altogether, after which an upside-down tree goes no further: what
// it shows stays exact. A recursion 10,000 deep would need 50,000,000 steps.
const MOST_CALLERS = 100;
const MOST_PATHS = 200000;

// Reads the profile's flat list: parent, function, then calls, total ns and (only when asked) bytes
// of each lane.
function readPaths(flat, laneCount, hasBytes) {
	const width = hasBytes ? 3 : 2;
	const step = 2 + width * laneCount;
	const length = flat.length / step;
	const column = (array, at) => {
		const numbers = new array(length);
		for (let i = 0; i < length; i++)
			numbers[i] = flat[step * i + at];
		return numbers;
	};
	const parent = column(Int32Array, 0);
	const lanes = Array.from({ length: laneCount }, (_, lane) => ({
		calls: column(Float64Array, 2 + width * lane),
		own: ownTimes(parent, column(Float64Array, 3 + width * lane)),
		...(hasBytes ? { bytes: column(Float64Array, 4 + width * lane) } : {}),
	}));
	return { parent, fn: column(Int32Array, 1), lanes };
}

// Several threads may have spent more than the root's time: then the root has none of its own.
function ownTimes(parent, total) {
	const own = total.slice();
	for (let i = 1; i < total.length; i++)
		own[parent[i]] -= total[i];
	own[0] = Math.max(own[0], 0);
	return own;
}

// Gives each node's number together with those of all nodes below it.
function summed(parent, numbers) {
	const sums = numbers.slice();
	for (let i = sums.length - 1; i > 0; i--)
		sums[parent[i]] += sums[i];
	return sums;
}

class PathMaker {
	// lanes: those of the form that it is made from.
	constructor(lanes) {
		this.keys = Object.keys(lanes[0]);
		this.parent = [-1];
		this.fn = [0];
		this.lanes = lanes.map(() => this.perKey(() => [0]));
		this.slots = new Int32Array(1024); // by hash of parent and function: the node, 0 when free
	}

	perKey(make) {
		return Object.fromEntries(this.keys.map((key) => [key, make(key)]));
	}

	// Finds or adds the child of a node for a function.
	child(parent, fn) {
		const slot = this.slotOf(parent, fn);
		if (this.slots[slot])
			return this.slots[slot];
		const node = this.parent.push(parent) - 1;
		this.fn.push(fn);
		for (const lane of this.lanes) {
			for (const key of this.keys)
				lane[key].push(0);
		}
		this.slots[slot] = node;
		if (2 * node > this.slots.length)
			this.grow();
		return node;
	}

	// Gives the slot of a child, or the free one where it goes. A Map of numbers that are no small
	// integers is four times as slow.
	slotOf(parent, fn) {
		const mask = this.slots.length - 1;
		const mixed = Math.imul(Math.imul(parent, 0x9e3779b1) + fn, 0x85ebca6b);
		let slot = (mixed ^ mixed >>> 15) & mask;
		for (let node; (node = this.slots[slot]); slot = (slot + 1) & mask) {
			if (this.parent[node] === parent && this.fn[node] === fn)
				break;
		}
		return slot;
	}

	grow() {
		this.slots = new Int32Array(2 * this.slots.length);
		for (let node = 1; node < this.parent.length; node++)
			this.slots[this.slotOf(this.parent[node], this.fn[node])] = node;
	}

	// Finds the running call of a function above or at a node, or adds a child for it.
	running(from, fn) {
		for (let node = from; node > 0; node = this.parent[node]) {
			if (this.fn[node] === fn)
				return node;
		}
		return this.child(from, fn);
	}

	add(node, lanes, from) {
		this.lanes.forEach((lane, i) => {
			for (const key of this.keys)
				lane[key][node] += lanes[i][key][from];
		});
	}

	done(isInverted) {
		return {
			parent: Int32Array.from(this.parent), fn: Int32Array.from(this.fn), isInverted,
			lanes: this.lanes.map((lane) => this.perKey((key) => Float64Array.from(lane[key]))),
		};
	}
}

// A call of a function that is already running becomes part of its outermost call.
function folded({ parent, fn, lanes }) {
	const maker = new PathMaker(lanes);
	const at = new Int32Array(parent.length);
	for (let i = 0; i < parent.length; i++) {
		at[i] = i ? maker.running(at[parent[i]], fn[i]) : 0;
		maker.add(at[i], lanes, i);
	}
	return maker.done(false);
}

// All calls of a function as one, wherever they came from, and what they called.
function focused({ parent, fn, lanes }, wanted) {
	const maker = new PathMaker(lanes);
	const at = new Int32Array(parent.length);
	for (let i = 1; i < parent.length; i++) {
		const above = at[parent[i]];
		if (above || fn[i] === wanted) {
			at[i] = maker.child(above, fn[i]);
			maker.add(at[i], lanes, i);
		}
	}
	return maker.done(false);
}

// Tells which nodes are calls of a function or below one.
function insideOf({ parent, fn }, wanted) {
	const inside = new Uint8Array(parent.length);
	for (let i = 1; i < parent.length; i++)
		inside[i] = inside[parent[i]] || (fn[i] === wanted ? 1 : 0);
	return inside;
}

function outermost(paths, wanted) {
	const inside = insideOf(paths, wanted);
	const nodes = [];
	for (let i = 1; i < inside.length; i++) {
		if (inside[i] && !inside[paths.parent[i]])
			nodes.push(i);
	}
	return nodes;
}

// Below each function its callers, below them theirs: where own time was called from.
function inverted(paths) {
	const all = Array.from(paths.parent.keys()).slice(1);
	return upwards(paths, all, paths.lanes);
}

// The callers of one function, by all the time that they spent in it.
function callersOf(paths, wanted) {
	const totals = paths.lanes.map(({ calls, own, bytes }) => ({
		calls, own: summed(paths.parent, own), ...(bytes && { bytes: summed(paths.parent, bytes) }),
	}));
	return upwards(paths, outermost(paths, wanted), totals);
}

// Walks from each node to the outermost caller, and adds its numbers where the way ends.
function upwards({ parent, fn }, nodes, lanes) {
	const maker = new PathMaker(lanes);
	const at = new Int32Array(nodes.length);
	const caller = Int32Array.from(nodes);
	let live = Array.from(nodes.keys());
	for (let level = 1; live.length; level++) {
		live = live.filter((each) => {
			at[each] = maker.child(at[each], fn[caller[each]]);
			caller[each] = parent[caller[each]];
			if (caller[each] > 0 && level < MOST_CALLERS && maker.fn.length < MOST_PATHS)
				return true;
			maker.add(at[each], lanes, nodes[each]);
			return false;
		});
	}
	return maker.done(true);
}

// Calls in order of time as a form of its own, in which each call is a node, at its start; the root
// lasts as long as the whole. spans: node of paths, start and duration (ns) of each call, those that
// began first first, a call before those inside it.
function timed({ fn }, spans, whole) {
	const size = spans.length / 3 + 1;
	const form = {
		parent: new Int32Array(size), fn: new Int32Array(size), start: new Float64Array(size),
		lanes: [{ calls: new Float64Array(size).fill(1), own: new Float64Array(size) }],
	};
	const end = new Float64Array(size);
	const { own } = form.lanes[0];
	let inside = 0;
	form.parent[0] = -1;
	end[0] = own[0] = whole;
	for (let i = 1; i < size; i++) {
		const [node, start, duration] = spans.slice(3 * i - 3, 3 * i);
		while (inside && end[inside] <= start)
			inside = form.parent[inside];
		end[i] = Math.min(start + duration, end[inside]); // ends are rounded
		form.parent[i] = inside;
		form.fn[i] = fn[node];
		form.start[i] = Math.min(start, end[i]);
		own[i] = end[i] - form.start[i];
		own[inside] -= own[i];
		inside = i;
	}
	return form;
}

// profiler/view/profile.js - what is told about one profile: rows, columns, details, colours.
//
// Diff (diff.js) has the same methods: the view asks one of both.

class Profile {
	constructor(view, data) {
		this.view = view;
		this.step = data.step;
		this.runs = data.runs;
		this.hasBefore = data.hasBefore;
		this.rows = data.rows.map(([fn, calls, primitive, own, total, ...extras]) => ({
			fn, calls, primitive, own, total, ownPer: calls ? own / calls : 0,
			totalPer: primitive ? total / primitive : 0, ...this.extras(own, total, extras),
			tier: view.functions[fn].tier, saved: -1, ...view.placeOf(fn),
		}));
		this.addSavings(data.savings ?? []);
		if (data.hasBytes)
			this.addBytes();
	}

	// What is known of a row beyond its own numbers: its spread over several runs, the last run's.
	extras(own, total, numbers) {
		const [ownSpread, totalSpread] = this.runs > 1 ? numbers.splice(0, 2) : [];
		const [ownBefore, totalBefore, isOwnNoise, isTotalNoise] = numbers;
		const isNew = ownBefore < 0;
		return {
			ownSpread, totalSpread, ownBefore, totalBefore, isOwnNoise, isTotalNoise, isNew,
			ownChange: isNew ? own : own - ownBefore, totalChange: isNew ? total : total - totalBefore,
		};
	}

	// What tier cc would save of a function's own time, and whether that was measured.
	addSavings(savings) {
		const rows = new Map(this.rows.map((row) => [row.fn, row]));
		for (const [fn, saved, isMeasured] of savings)
			Object.assign(rows.get(fn) ?? {}, { saved, isMeasured });
	}

	addBytes() {
		const { fn, lanes: [{ bytes }] } = this.view.paths;
		const sums = new Float64Array(this.view.functions.length);
		for (let i = 1; i < fn.length; i++)
			sums[fn[i]] += bytes[i];
		for (const row of this.rows)
			row.bytes = sums[row.fn];
	}

	get columns() {
		const { view, rows } = this;
		const most = largest(rows, 'own');
		const all = () => view.base.total[0];
		return [{
			key: 'calls', name: 'calls', help: 'Calls, and after the slash those that were not recursive',
			cell: ({ calls, primitive }) =>
				el('td', { title: callCount(calls) + ', ' + grouped(primitive) + ' not recursive' },
					callsText(calls, primitive)),
		}, {
			key: 'own', name: 'own time', help: 'Time in the function itself, without what it called',
			cell: (row) => timeCell(row.own, bar(row.own, most)),
		}, ...this.spreadColumns(), ...this.changeColumns(), {
			key: 'own', name: '%', help: 'Own time as share of all time', isShare: true,
			cell: (row) => shareCell(row.own, all()),
		}, {
			key: 'ownPer', name: 'per call', help: 'Own time divided by calls',
			isWide: this.runs > 1 || this.hasBefore,
			cell: (row) => this.perCall(row, row.ownPer),
		}, {
			key: 'total', name: 'total', help: 'Time in the function and all that it called; recursion counts once',
			cell: (row) => timeCell(row.total),
		}, {
			key: 'total', name: '%', help: 'Total time as share of all time', isShare: true,
			cell: (row) => shareCell(row.total, all()),
		}, {
			key: 'totalPer', name: 'per call', help: 'Total time divided by calls that were not recursive',
			isWide: this.runs > 1 || this.hasBefore,
			cell: (row) => this.perCall(row, row.totalPer),
		}, ...this.bytesColumns(), ...this.tierColumns(), ...nameColumns(view)];
	}

	spreadColumns() {
		if (this.runs === 1)
			return [];
		return [{
			key: 'ownSpread', name: '\u00b1',
			help: 'By how much own time differed between the ' + this.runs + ' runs: its standard deviation',
			cell: (row) => timeCell(row.ownSpread),
		}];
	}

	changeColumns() {
		if (!this.hasBefore)
			return [];
		return [{
			key: 'ownChange', name: 'change', isSize: true,
			help: 'How much slower (+) or faster (\u2212) than in the last run; \u2248: no more than runs differ',
			cell: (row) => row.isNew ? el('td', { class: 'cicle-none', title: 'not in the last run' }, 'new') :
				changeCell(row.ownChange, row.ownBefore, row.isOwnNoise),
		}];
	}

	tierColumns() {
		const columns = [{
			key: 'tier', name: 'tier', isText: true,
			help: 'Who compiled the code that ran: tcc, TinyCC, at once; cc, gcc or clang, in the background',
			cell: (row) => textCell(row.tier, ''),
		}, {
			key: 'saved', name: 'cc saves', isWide: this.runs > 1 || this.hasBefore,
			help: 'What tier cc would save of own time: \u2248 as other calls or functions became faster, else as measured',
			cell: (row) => this.savingCell(row),
		}];
		return columns.filter(({ key }) => this.rows.some((row) => key === 'tier' ? row.tier : row.saved >= 0));
	}

	savingCell({ saved, isMeasured }) {
		if (saved < 0)
			return el('td', {});
		const [whole, fraction, unit] = timeParts(saved);
		return el('td', {
			class: isMeasured ? '' : 'cicle-doubt',
			title: (isMeasured ? exactTime(saved) + ', as the same calls were measured there' :
				'about ' + timeText(saved) + ', as other calls or functions became faster'),
		}, ...figure((isMeasured ? '' : '\u2248 ') + whole, fraction, unit));
	}

	bytesColumns() {
		if (!this.view.data.hasBytes)
			return [];
		return [{
			key: 'bytes', name: 'bytes', help: 'Allocated in the function itself',
			cell: ({ bytes }) => el('td', { title: grouped(bytes) + ' bytes' }, bytesText(bytes)),
		}];
	}

	// Why an average time of a row says little: '' when it does not. The only place that knows how
	// a function was timed.
	doubt(row, ns) {
		const { timing } = this.view.functions[row.fn];
		if (timing === 2)
			return 'counted only: its time is in its callers';
		if (timing === 1)
			return 'its calls are short: some were timed, the others estimated from those';
		if (this.step > 0 && ns > 0 && ns < this.step)
			return 'below the clock\'s step of ' + timeText(this.step) + ', an average over many calls';
		return '';
	}

	perCall(row, ns) {
		const td = timeCell(ns);
		const doubt = this.doubt(row, ns);
		const { min, max } = this.view.functions[row.fn];
		if (max)
			td.title += '; one call: ' + timeText(min) + ' to ' + timeText(max);
		if (doubt) {
			td.className = 'cicle-doubt';
			td.title += '; ' + doubt;
		}
		return td;
	}

	get legend() {
		return '';
	}

	colourOf(fn) {
		return this.view.theme.palette[this.view.functions[fn].colour];
	}

	colourOfNode(tree, node) {
		return this.colourOf(tree.fn[node]);
	}

	// What stands behind a box's name.
	label(tree, node) {
		const text = { time: timeText, calls: callCount, bytes: bytesText }[tree.width];
		return [text(tree.weight[node]), shareText(tree.weight[node], this.view.all)];
	}

	details(tree, node) {
		const { view } = this;
		const all = view.base.total[0];
		const per = tree.total[node] / tree.calls[node];
		const { min, max } = view.functions[tree.fn[node]];
		const rows = [
			['total', timeText(tree.total[node]), shareText(tree.total[node], all) + ' of all'],
			['own', timeText(tree.own[node]), shareText(tree.own[node], all) + ' of all'],
			['calls', grouped(tree.calls[node]), timeText(per) + ' per call'],
		];
		if (tree.isInverted)
			rows.splice(1, 1);
		if (tree.start)
			rows.splice(1, 2, ['began', timeText(tree.start[node]), 'after the start']);
		if (max && node > 0)
			rows.push(['', '', 'any call of it: ' + timeText(min) + ' to ' + timeText(max)]);
		if (tree.width === 'calls')
			rows.push(['', grouped(tree.count[node]), 'calls in it and below']);
		if (view.data.hasBytes)
			rows.push(['bytes', bytesText(tree.bytes[node]), bytesText(tree.ownBytes[node]) + ' by itself']);
		const { tier } = view.functions[tree.fn[node]];
		if (tier && node > 0)
			rows.push(['tier', tier, tier === 'cc' ? 'gcc or clang' : 'TinyCC']);
		const doubt = node > 0 && this.doubt({ fn: tree.fn[node] }, per);
		if (doubt)
			rows.push(['', '', doubt]);
		return rows;
	}
}

'use strict';
(function () {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const form = document.getElementById('controls');
  if (!form) return;
  const rows = all('#connections tbody tr');
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const arrows = all('#drawing .arrow');
  const labels = all('.label');
  const boxes = all('.box');
  const drawing = document.getElementById('drawing');
  const field = (name) => form.elements.namedItem(name);
  // Kept alive although none of their rows is listed: the table is cut.
  const unlisted = new Set((form.dataset.unlisted || '').split(' '));

  function filter() {
    const kinds = new Set(all('[name=kind]:checked').map((box) => box.value));
    const words = field('search').value.toLowerCase().split(/\s+/).filter(Boolean);
    const [namespace, source, destination] = ['namespace', 'source', 'destination'].map((name) => field(name).value);
    const shown = new Set(unlisted);
    let count = 0;
    rows.forEach((row, i) => {
      const data = row.dataset;
      const fits = kinds.has(data.kind)
        && (!namespace || data.namespaces.split(' ').includes(namespace))
        && (!source || data.source === source)
        && (!destination || data.destination === destination)
        && words.every((word) => texts[i].includes(word));
      row.classList.toggle('gone', !fits);
      if (!fits) return;
      count++;
      shown.add(data.arrow);
    });
    const busy = new Set();
    for (const arrow of arrows) {
      const fits = shown.has(arrow.dataset.arrow);
      arrow.classList.toggle('gone', !fits);
      if (fits) busy.add(arrow.dataset.from).add(arrow.dataset.to);
    }
    for (const label of labels) label.classList.toggle('gone', !label.dataset.of.split(' ').some((arrow) => shown.has(arrow)));
    for (const box of boxes) box.classList.toggle('dim', count < rows.length && !busy.has(box.dataset.box));
    field('count').value = count + ' of ' + rows.length + ' shown';
  }

  // Who points at a box sees its arrows alone.
  function follow(box) {
    if (!drawing) return;
    drawing.classList.toggle('follow', box !== null);
    const near = new Set();
    for (const arrow of arrows) {
      const isNear = box !== null && (arrow.dataset.from === box || arrow.dataset.to === box);
      arrow.classList.toggle('near', isNear);
      if (isNear) near.add(arrow.dataset.arrow);
    }
    for (const label of labels) label.classList.toggle('near', label.dataset.of.split(' ').some((arrow) => near.has(arrow)));
  }

  for (const box of boxes) {
    box.addEventListener('pointerenter', () => follow(box.dataset.box));
    box.addEventListener('pointerleave', () => follow(null));
  }
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(filter));
  form.hidden = false;
  filter();
})();

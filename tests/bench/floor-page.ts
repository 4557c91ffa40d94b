/** One cell of a row as the program draws it. */
export interface FloorCell {
  readonly left: number;
  readonly width: number;
  readonly end: boolean;
  readonly text: string;
}

export interface FloorShape {
  readonly total: number;
  readonly rowHeight: number;
  readonly viewHeight: number;
  readonly cells: readonly FloorCell[];
}

/**
 * What a grid costs at the very least in this browser: as many rows and cells as the program draws, made once by hand,
 * moved and given new text while scrolling. No framework, no data to fetch, no selection, no editing, no roles.
 */
export function floorPage(shape: FloorShape): string {
  return `<!doctype html><html lang="es"><meta charset="utf-8"><title>Floor</title><style>
body { margin: 0; font: 13px/16px sans-serif; background: #fff; color: #1c1b19; }
#scroller { position: relative; height: ${shape.viewHeight}px; overflow: auto; overflow-anchor: none; }
.row { position: absolute; top: 0; left: 0; width: 100%; height: ${shape.rowHeight}px; border-bottom: 1px solid #ddd; contain: layout style; box-sizing: border-box; }
.cell { position: absolute; height: 100%; padding: 0 10px; box-sizing: border-box; line-height: ${shape.rowHeight - 1}px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; font-variant-numeric: tabular-nums; }
.end { text-align: right; }
</style><div id="scroller"><div id="space"></div></div><script>
const shape = ${JSON.stringify(shape).replaceAll('<', '\\u003c')};
const scroller = document.getElementById('scroller');
const space = document.getElementById('space');
const limit = 8e6, whole = shape.total * shape.rowHeight;
space.style.height = Math.min(whole, limit) + 'px';
const drawn = Math.ceil(shape.viewHeight / shape.rowHeight) + 2;
const rows = [];
for (let n = 0; n < drawn; n++) {
  const row = document.createElement('div');
  row.className = 'row';
  row.setAttribute('role', 'row');
  const texts = shape.cells.map((cell) => {
    const element = document.createElement('div');
    element.className = cell.end ? 'cell end' : 'cell';
    element.style.left = cell.left + 'px';
    element.style.width = cell.width + 'px';
    return element.appendChild(document.createTextNode(''));
  });
  row.append(...texts.map((text) => text.parentNode));
  space.append(row);
  rows.push({ row, texts, index: -1 });
}
function draw() {
  const first = Math.floor(scroller.scrollTop / shape.rowHeight);
  for (let index = first; index < first + drawn; index++) {
    const slot = rows[index % drawn];
    if (slot.index === index) continue;
    slot.index = index;
    slot.row.dataset.row = index;
    slot.row.style.transform = 'translateY(' + index * shape.rowHeight + 'px)';
    for (let n = 0; n < slot.texts.length; n++) slot.texts[n].data = shape.cells[n].text + ' ' + index;
  }
}
scroller.addEventListener('scroll', draw);
draw();
</script></html>`;
}

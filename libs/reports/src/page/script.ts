/**
 * What the page does by itself, in the browser's own language: values of points by mouse, finger and arrow keys; a run that is
 * linked to opens; everything opens for print. Without it the page still shows all, and a point's value as the browser's
 * own hint.
 */
export const SCRIPT = `
(() => {
  const tip = document.getElementById('tip');
  const hide = () => { tip.style.visibility = 'hidden'; document.querySelector('.pointed')?.classList.remove('pointed'); };
  const show = (point) => {
    hide();
    point.classList.add('pointed');
    tip.textContent = point.dataset.text;
    const at = point.getBoundingClientRect();
    const left = Math.min(at.right + 8, window.innerWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(8, left) + 'px';
    tip.style.top = Math.max(8, at.top - tip.offsetHeight - 6) + 'px';
    tip.style.visibility = 'visible';
  };
  for (const panel of document.querySelectorAll('.panel')) {
    const points = [...panel.querySelectorAll('title')].map((title) => {
      const point = title.parentNode;
      point.dataset.text = title.textContent;
      title.remove();
      return point;
    });
    if (points.length === 0) continue;
    panel.tabIndex = 0;
    let current = -1;
    const nearest = (event) => {
      const distance = (point) => {
        const box = point.getBoundingClientRect();
        return Math.hypot(box.x + box.width / 2 - event.clientX, box.y + box.height / 2 - event.clientY);
      };
      const distances = points.map(distance);
      const index = distances.indexOf(Math.min(...distances));
      const inside = points.findIndex((point) => point === event.target);
      if (inside >= 0) return inside;
      return distances[index] < 40 ? index : -1;
    };
    panel.addEventListener('pointermove', (event) => {
      current = nearest(event);
      if (current < 0) hide(); else show(points[current]);
    });
    panel.addEventListener('pointerleave', hide);
    panel.addEventListener('blur', hide);
    panel.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
      if (event.key === 'Escape') hide();
      if (step === undefined) return;
      event.preventDefault();
      current = Math.max(0, Math.min(points.length - 1, current + step));
      show(points[current]);
    });
  }
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let node = target; node; node = node.parentElement) if (node.tagName === 'DETAILS') node.open = true;
    target?.scrollIntoView();
  };
  window.addEventListener('hashchange', open);
  if (location.hash !== '') open();
  window.addEventListener('beforeprint', () => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
})();
`;

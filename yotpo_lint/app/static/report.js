// Gives the report's frame the height of what it shows, so that the page scrolls and not the frame within it.

const frame = document.querySelector("#report");

function fit() {
  const shown = frame.contentDocument?.documentElement;
  const body = frame.contentDocument?.body;
  if (!body) return;
  const grow = () => { frame.style.height = `${Math.ceil(body.getBoundingClientRect().height) + 4}px`; };
  new ResizeObserver(grow).observe(body);
  shown.style.overflowY = "hidden";
  grow();
}

frame.addEventListener("load", fit);
if (frame.contentDocument?.readyState === "complete") fit();

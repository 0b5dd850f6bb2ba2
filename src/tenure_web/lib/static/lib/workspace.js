// What keys do; every page works without it.
document.addEventListener("keydown", (event) => {
  const field = document.getElementById("search");
  const writing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || writing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

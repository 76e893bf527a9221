// Only comfort: without this file every page works the same. Dropping a file, saying what is happening, copying an id.
"use strict";

for (const drop of document.querySelectorAll(".drop")) {
  const input = drop.querySelector("input[type=file]");
  const say = document.createElement("p");
  say.className = "error";
  say.setAttribute("role", "status");
  input.after(say);

  const tooLarge = () => {
    const file = input.files[0];
    const large = Boolean(file) && file.size > Number(drop.dataset.most);
    say.textContent = large ? drop.dataset.large : "";
    input.setCustomValidity(large ? drop.dataset.large : "");
  };
  input.addEventListener("change", tooLarge);

  for (const over of ["dragenter", "dragover"]) {
    drop.addEventListener(over, (event) => { event.preventDefault(); drop.classList.add("over"); });
  }
  for (const out of ["dragleave", "drop"]) {
    drop.addEventListener(out, () => drop.classList.remove("over"));
  }
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      tooLarge();
    }
  });

  const form = drop.closest("form");
  form.addEventListener("submit", () => {
    const busy = document.createElement("progress");
    busy.setAttribute("aria-label", drop.dataset.busy);
    say.className = "hint";
    say.textContent = drop.dataset.busy;
    say.after(busy);
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

for (const code of document.querySelectorAll("[data-copy]")) {
  const words = document.body.querySelector("[data-copy-word]");
  if (!words || !navigator.clipboard) { continue; }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.dataset.copyWord;
  button.setAttribute("aria-label", words.dataset.copyLabel);
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(code.dataset.copy);
    button.textContent = words.dataset.copiedWord;
  });
  code.after(button);
}

// The page begins here.
/// <reference types="svelte" />
/// <reference types="vite/client" />
import "./lab.css";
import { mount } from "svelte";
import App from "./App.svelte";

const target = document.getElementById("lab");
if (target) {
  target.replaceChildren();
  mount(App, { target });
}

// The server of development builds none. Without one, over plain http say, the page needs its host as long as it is open.
if (import.meta.env.PROD) addEventListener("load", () => navigator.serviceWorker?.register("./offline.js").catch(() => {}));

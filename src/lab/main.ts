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

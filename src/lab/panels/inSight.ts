// Whether an element is on the screen: what nobody sees need not be computed.

/** A Svelte action: tells when the element comes into sight and leaves it. */
export function inSight(element: Element, tell: (seen: boolean) => void) {
  const observer = new IntersectionObserver((entries) => tell(entries.some(({ isIntersecting }) => isIntersecting)), {
    rootMargin: "200px",
  });
  observer.observe(element);
  return {
    destroy() {
      observer.disconnect();
      tell(false);
    },
  };
}

// Dash 4 tells its store once for every new component that it has been made, and the store tells every component on
// the page: of 2,400 components 5.5 million notices, five seconds of a filter's six. These notices change nothing but
// how often a component has changed, so all of a moment's are passed on as one, before anything else happens.
(() => {
  const stores = [];
  const passOnOnce = (store) => {
    const subscribe = store.subscribe;
    store.subscribe = (listener) => {
      let seen = store.getState();
      let isWaiting = false;
      const tell = () => {
        isWaiting = false;
        seen = store.getState();
        listener();
      };
      return subscribe(() => {
        if (!changesOnlyHashes(seen, store.getState())) tell();
        else if (!isWaiting) {
          isWaiting = true;
          queueMicrotask(() => isWaiting && tell());
        }
      });
    };
  };
  const changesOnlyHashes = (before, now) =>
    before.layoutHashes !== now.layoutHashes &&
    Object.keys(now).every((part) => part === "layoutHashes" || before[part] === now[part]);
  stores.push = (store) => {
    passOnOnce(store);
    return Array.prototype.push.call(stores, store);
  };
  window.dash_stores = stores;
})();

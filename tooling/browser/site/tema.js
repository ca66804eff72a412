// Runs before anything is drawn: says that scripts run, and brings back the reader's choice of colours.
const root = document.documentElement;
root.classList.replace('no-js', 'js');
try {
  const theme = localStorage.getItem('tiltak-tema');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
} catch {
  // A browser that keeps nothing follows the system.
}

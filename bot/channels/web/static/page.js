// Marks the page as one whose scripts run, and starts the design system's own behaviour where it is installed.

document.body.classList.add("js-enabled", "govuk-frontend-supported");

const govuk = document.querySelector("script[data-govuk]");
if (govuk) {
  import(govuk.dataset.govuk).then(({ initAll }) => initAll()).catch(() => {});
}

document.querySelector("#quote")?.scrollIntoView({ block: "center" });

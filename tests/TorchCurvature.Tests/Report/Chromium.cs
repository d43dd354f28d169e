using Microsoft.Playwright;

namespace TorchCurvature.Tests.Report;

/// <summary>A Chromium of the machine, started once for a class; tests are skipped with a reason where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] s_places =
        ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Starts it where there is one.</summary>
    public async ValueTask InitializeAsync()
    {
        if (s_places.FirstOrDefault(File.Exists) is { } path)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = path, Args = ["--no-sandbox"] });
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>Opens the page of a run, ready to be used.</summary>
    internal async Task<OpenedPage> OpenAsync(MadeRun run, int width = 1280, ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(_browser is null, "There is no Chromium on this machine: apt-get install chromium.");
        string path = Path.Combine(run.Path, "report.html");
        await File.WriteAllTextAsync(path, run.Page());
        IPage page = await _browser.NewPageAsync(new()
        {
            ViewportSize = new() { Width = width, Height = 900 },
            ColorScheme = scheme,
            AcceptDownloads = true,
        });
        var opened = new OpenedPage(page);
        await page.GotoAsync(new Uri(path).AbsoluteUri);
        await page.WaitForSelectorAsync("html[data-ready]", new() { Timeout = 20_000 });
        return opened;
    }
}

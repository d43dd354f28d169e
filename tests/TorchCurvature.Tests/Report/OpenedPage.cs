using Microsoft.Playwright;

namespace TorchCurvature.Tests.Report;

/// <summary>A page in the browser, with what it asked for and what the browser complained of.</summary>
internal sealed class OpenedPage : IAsyncDisposable
{
    public OpenedPage(IPage page)
    {
        Page = page;
        page.Request += (_, request) => Requests.Add(request.Url);
        page.PageError += (_, error) => Complaints.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complaints.Add(message.Text);
            }
        };
    }

    public IPage Page { get; }

    public List<string> Requests { get; } = [];

    public List<string> Complaints { get; } = [];

    /// <summary>A part of a figure.</summary>
    public ILocator In(string figure, string part) => Page.Locator($"#{figure} {part}");

    /// <summary>What is in view of a figure, from left to right.</summary>
    public async Task<(double Low, double High)> RangeAsync(string figure)
    {
        double[] range = await Page.EvaluateAsync<double[]>(
            "id => { const d = document.getElementById(id).dataset; return [Number(d.min), Number(d.max)]; }", figure);
        return (range[0], range[1]);
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}

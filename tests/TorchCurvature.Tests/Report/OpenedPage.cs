using System.Globalization;
using Microsoft.Playwright;
using TorchCurvature.Tests.Contracts;

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

    /// <summary>Fails where axe finds that something cannot be used by all.</summary>
    public async Task AssertAccessibleAsync()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Tests, "Report", "Assets", "axe.min.js")));
        string[] found = await Page.EvaluateAsync<string[]>(
            """
            async () => {
              const { violations, passes } = await axe.run();
              const places = nodes => nodes.slice(0, 3).map(n => n.html).join(" | ");
              return [String(passes.length), ...violations.map(v => `${v.id}: ${v.help}: ${places(v.nodes)}`)];
            }
            """);
        Assert.Empty(found[1..]);
        Assert.True(int.Parse(found[0], CultureInfo.InvariantCulture) > 15, "axe looked at nothing");
    }

    /// <summary>
    /// The numbers that the page shows, each as it is read and with the digits behind it: those that it begins with by their labels, those
    /// of tables by the table's name, the first cell of the row and the head of the column.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, ShownNumber>> NumbersAsync()
    {
        string[][] all = await Page.EvaluateAsync<string[][]>(
            """
            () => {
              const told = [...document.querySelectorAll(".headlines data")].map(data => [data.closest("div").querySelector("dt"), data]);
              const labelled = told.map(([label, data]) => [label.textContent, data.textContent, data.value]);
              const inTables = [...document.querySelectorAll("div.table tbody data")].map(data => {
                const cell = data.closest("td, th"), row = cell.parentNode, table = cell.closest("table");
                const head = table.tHead.rows[0].cells[cell.cellIndex].textContent;
                return [`${cell.closest(".table").dataset.name} / ${row.cells[0].textContent} / ${head}`, data.textContent, data.value];
              });
              return [...labelled, ...inTables];
            }
            """);
        return all.DistinctBy(number => number[0]).ToDictionary(number => number[0], number => new ShownNumber(number[1], number[2]));
    }

    public async ValueTask DisposeAsync() => await Page.CloseAsync();
}

using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using TorchCurvature.Report.Content;

namespace TorchCurvature.Report.Html;

/// <summary>Writes a page: what can be read without a script as HTML, and the numbers of figures for the script that draws them.</summary>
internal sealed partial class PageWriter
{
    // Tables that are longer are folded, and of those that are much longer not all is in the page.
    private const int FoldedRows = 20;
    private const int MostRows = 2000;

    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly string[] _scripts = ["format.js", "scales.js", "pens.js", "paint.js", "figure.js", "tables.js", "page.js"];

    private readonly StringBuilder _html = new();
    private readonly FigureData _figures = new();
    private readonly List<string> _links = [];

    /// <summary>The page of some runs, the most important first.</summary>
    public static string Write(IReadOnlyList<RunPage> runs) => new PageWriter().WritePage(runs);

    private string WritePage(IReadOnlyList<RunPage> runs)
    {
        for (int place = 0; place < runs.Count; place++)
        {
            WriteRun(runs[place], runs.Count == 1 ? "" : $"run{place}-", isFirst: place == 0);
            if (runs.Count > 1)
            {
                _links.Add(Link($"run{place}-top", place == 0 ? runs[place].Subject : runs[place].Name));
            }
        }

        Dictionary<string, string> parts = new()
        {
            ["title"] = Text($"{runs[0].Subject}: {runs[0].Name}"),
            ["style"] = Resource.Text("uPlot.min.css") + Resource.Text("page.css"),
            ["navigation"] = string.Concat(_links),
            ["body"] = _html.ToString(),
            ["license"] = Text(Resource.Text("uPlot-LICENSE.txt").Trim()),
            ["library"] = Resource.Text("uPlot.iife.min.js"),
            ["data"] = _figures.ToJson(),
            ["script"] = string.Join('\n', _scripts.Select(Resource.Text)),
        };

        // In one pass: what comes from files may hold the names of places too.
        return Place().Replace(Resource.Text("page.html"), place => parts[place.Groups[1].Value]);
    }

    private static string Link(string id, string text) => $"<a href=\"#{Text(id)}\">{Text(text)}</a>\n";

    private void WriteRun(RunPage run, string prefix, bool isFirst)
    {
        string heading = isFirst ? "h1" : "h2";
        _html.Append($"""
            <article aria-labelledby="{prefix}top">
            <header class="run"><{heading} id="{prefix}top">{Text(run.Subject)}</{heading}>
            <p class="name">{Text(run.Name)}</p></header>

            """);
        foreach (string problem in run.Problems)
        {
            _html.Append($"<p class=\"problem\">{Text(problem)}</p>\n");
        }

        WriteHeadlines(run.Headlines);
        Figure? picture = run.Facts.Count > 0 ? run.Sections.SelectMany(section => section.Figures).FirstOrDefault() : null;
        WriteFacts(run, picture, prefix);
        foreach (Section section in run.Sections)
        {
            WriteSection(section, prefix, run.Name, picture);
        }

        WriteManifest(run, prefix);
        _html.Append("</article>\n");
    }

    private void WriteHeadlines(IReadOnlyList<Headline> headlines)
    {
        if (headlines.Count == 0)
        {
            return;
        }

        _html.Append("<dl class=\"headlines\">\n");
        foreach (Headline headline in headlines)
        {
            string note = headline.Note.Length > 0 ? $"<dd class=\"note\">{Text(headline.Note)}</dd>" : "";
            _html.Append($"<div><dt>{Text(headline.Label)}</dt><dd class=\"value\">{Value(headline.Value)}</dd>{note}</div>\n");
        }

        _html.Append("</dl>\n");
    }

    private void WriteFacts(RunPage run, Figure? picture, string prefix)
    {
        if (run.Facts.Count == 0)
        {
            return;
        }

        _html.Append("<div class=\"first\">\n<dl class=\"facts\">\n");
        foreach (Fact fact in run.Facts)
        {
            _html.Append($"<dt>{Text(fact.Label)}</dt><dd>{Text(fact.Text)}</dd>\n");
        }

        if (run.Rerun.Length > 0)
        {
            _html.Append($"<dt>Command</dt><dd><code>{Command(run.Rerun)}</code></dd>\n");
        }

        _html.Append("</dl>\n");
        if (picture is not null)
        {
            WriteFigure(picture, prefix, run.Name);
        }

        _html.Append("</div>\n");
    }

    private void WriteSection(Section section, string prefix, string run, Figure? shown)
    {
        Figure[] figures = [.. section.Figures.Where(figure => figure != shown)];
        if (figures.Length + section.Tables.Count == 0)
        {
            return;
        }

        string id = prefix + section.Id + "-section";
        AddLink(prefix, id, section.Title);
        _html.Append($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{Text(section.Title)}</h2>\n");
        _html.Append("<div class=\"figures\">\n");
        foreach (Figure figure in figures)
        {
            WriteFigure(figure, prefix, run);
        }

        _html.Append("</div>\n");
        foreach (PageTable table in section.Tables)
        {
            WriteTable(table, prefix);
        }

        _html.Append("</section>\n");
    }

    // On the page of several runs, the links are those of the runs.
    private void AddLink(string prefix, string id, string text)
    {
        if (prefix.Length == 0)
        {
            _links.Add(Link(id, text));
        }
    }

    private void WriteFigure(Figure figure, string prefix, string run)
    {
        string id = prefix + figure.Id;
        _figures.Add(id, run, figure);
        _html.Append($"""
            <figure id="{Text(id)}" aria-labelledby="{Text(id)}-title">
            <p class="title" id="{Text(id)}-title">{Text(figure.Title)}</p>
            <div class="plot"></div>
            <figcaption>{Text(figure.Caption)}</figcaption>
            </figure>

            """);
    }

    private void WriteTable(PageTable table, string prefix)
    {
        bool isFolded = table.Rows.Count > FoldedRows;
        string remark = table.Rows.Count > MostRows ? $"; the first {Digits.Count(MostRows)} are here, the run's file has all" : "";
        string title = isFolded ? $"{table.Title} ({Digits.Count(table.Rows.Count)} rows{remark})" : table.Title;
        _html.Append(isFolded ? $"<details class=\"table\"><summary>{Text(title)}</summary>\n" : "");
        _html.Append($"<div class=\"table\" id=\"{Text(prefix + table.Id)}\" data-name=\"{Text(table.Id)}\">\n<table>\n");
        _html.Append($"<caption>{Text(title)}</caption>\n<thead><tr>");
        foreach (string column in table.Columns)
        {
            _html.Append($"<th scope=\"col\"><button type=\"button\">{Text(column)}</button></th>");
        }

        _html.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<Cell> row in table.Rows.Take(MostRows))
        {
            _html.Append($"<tr><th scope=\"row\">{Value(row[0])}</th>");
            _html.AppendJoin("", row.Skip(1).Select(CellOf));
            _html.Append("</tr>\n");
        }

        _html.Append("</tbody></table></div>\n");
        _html.Append(isFolded ? "</details>\n" : "");
    }

    private void WriteManifest(RunPage run, string prefix)
    {
        if (run.ManifestText.Length == 0)
        {
            return;
        }

        AddLink(prefix, $"{prefix}manifest", "Manifest");
        _html.Append($"""
            <section aria-labelledby="{prefix}manifest"><h2 id="{prefix}manifest">Manifest</h2>
            <p>Every option, seed and version. This makes the run again:</p>
            <p><code class="command">{Command(run.Rerun)}</code></p>
            <details class="manifest"><summary>run.json</summary><pre tabindex="0">{Text(run.ManifestText)}</pre></details>
            </section>

            """);
    }

    private static string CellOf(Cell cell) =>
        cell.Raw is null ? $"<td>{Text(cell.Text)}</td>" : $"<td class=\"number\">{Value(cell)}</td>";

    private static string Value(Cell cell) =>
        cell.Raw is null ? Text(cell.Text) : $"<data value=\"{Text(cell.Raw)}\" title=\"{Text(cell.Raw)}\">{Text(cell.Text)}</data>";

    // An option and its value stay on one line: browsers break lines after hyphens.
    private static string Command(string line) => string.Join(
        ' ', line.Replace(" --", "\n--", StringComparison.Ordinal).Split('\n').Select(word => $"<span class=\"word\">{Text(word)}</span>"));

    private static string Text(string text) => _encoder.Encode(text);

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Place();
}

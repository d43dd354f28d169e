using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using TorchCurvature.Report.Content;

namespace TorchCurvature.Report.Html;

/// <summary>
/// The numbers of a page's figures as JSON that may stand in a script element: each array once, as the base64 of its float64s, and figures
/// that name arrays by their places.
/// </summary>
internal sealed class FigureData
{
    // A line has no more dots on any screen.
    private const int MostPoints = 20_000;

    private readonly Dictionary<double[], int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<double[]> _arrays = [];
    private readonly List<(string Id, string Run, Figure Figure)> _figures = [];

    /// <summary>Adds a figure.</summary>
    /// <param name="id">Its name in the page.</param>
    /// <param name="run">The run's name, for files that are downloaded.</param>
    /// <param name="figure">The figure.</param>
    public void Add(string id, string run, Figure figure) => _figures.Add((id, run, figure));

    /// <summary>All of them. Every sign that could end a script element is escaped.</summary>
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteStartArray("figures");
            foreach ((string id, string run, Figure figure) in _figures)
            {
                Write(json, id, run, figure);
            }

            json.WriteEndArray();
            json.WriteStartArray("arrays");
            foreach (double[] array in _arrays)
            {
                json.WriteBase64StringValue(MemoryMarshal.AsBytes<double>(array));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void Write(Utf8JsonWriter json, string id, string run, Figure figure)
    {
        json.WriteStartObject();
        json.WriteString("id", id);
        json.WriteString("run", run);
        json.WriteString("title", figure.Title);
        json.WriteString("kind", Word(figure.Kind));
        Write(json, "x", figure.X);
        Write(json, "y", figure.Y);
        json.WriteStartArray("series");
        foreach (Series series in figure.Series)
        {
            Write(json, Thinned(series));
        }

        json.WriteEndArray();
        json.WriteStartArray("marks");
        foreach (Mark mark in figure.Marks.Where(mark => double.IsFinite(mark.At)))
        {
            json.WriteStartObject();
            json.WriteString("label", mark.Label);
            json.WriteNumber("at", mark.At);
            json.WriteBoolean("isVertical", mark.IsVertical);
            json.WriteString("group", mark.Group);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Axis axis)
    {
        json.WriteStartObject(name);
        json.WriteString("label", axis.Label);
        json.WriteString("scale", Word(axis.Scale));
        json.WriteString("otherwise", axis.Otherwise is { } other ? Word(other) : null);
        if (axis.Floor is { } floor)
        {
            json.WriteNumber("floor", floor);
        }

        if (axis.Names is { } names)
        {
            json.WriteStartArray("names");
            foreach (string each in names)
            {
                json.WriteStringValue(each);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, Series series)
    {
        json.WriteStartObject();
        json.WriteString("name", series.Name);
        json.WriteString("style", Word(series.Style));
        json.WriteString("group", series.Group);
        json.WriteBoolean("isShown", series.IsShown);
        Write(json, "x", series.X);
        Write(json, "y", series.Y);
        Write(json, "lower", series.Lower);
        Write(json, "upper", series.Upper);
        if (series.Error is { } error && double.IsFinite(error))
        {
            json.WriteNumber("error", error);
        }

        json.WriteStartArray("also");
        foreach (Column column in series.Also)
        {
            json.WriteStartObject();
            json.WriteString("name", column.Name);
            Write(json, "values", column.Values);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void Write(Utf8JsonWriter json, string name, double[]? numbers)
    {
        if (numbers is null)
        {
            return;
        }

        if (!_places.TryGetValue(numbers, out int place))
        {
            place = _places[numbers] = _arrays.Count;
            _arrays.Add(numbers);
        }

        json.WriteNumber(name, place);
    }

    private static Series Thinned(Series series)
    {
        int every = 1 + ((series.X.Length - 1) / MostPoints);
        if (every <= 1 || series.Style is SeriesStyle.Counted or SeriesStyle.Cells)
        {
            return series;
        }

        return series with
        {
            Name = $"{series.Name} (every {every}th point)",
            X = Kept(series.X),
            Y = Kept(series.Y),
            Lower = series.Lower is { } lower ? Kept(lower) : null,
            Upper = series.Upper is { } upper ? Kept(upper) : null,
            Also = [.. series.Also.Select(column => column with { Values = Kept(column.Values) })],
        };

        double[] Kept(double[] numbers) => [.. numbers.Where((_, place) => place % every == 0)];
    }

    private static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

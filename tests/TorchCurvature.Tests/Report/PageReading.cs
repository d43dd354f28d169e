using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TorchCurvature.Tests.Report;

/// <summary>What a page says, read from its text.</summary>
internal static partial class PageReading
{
    /// <summary>The numbers that stand in the page with all their digits.</summary>
    public static string[] Values(string page) =>
        [.. Value().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    /// <summary>The names of its figures.</summary>
    public static string[] Figures(string page) => [.. Figure().Matches(page).Select(match => match.Groups[1].Value)];

    /// <summary>The titles of its sections.</summary>
    public static string[] Sections(string page) =>
        [.. Section().Matches(page).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];

    /// <summary>The numbers of its figures, as the script gets them.</summary>
    public static JsonNode Data(string page) => JsonNode.Parse(Json().Match(page).Groups[1].Value)!;

    /// <summary>An array of the figures' numbers.</summary>
    public static double[] Array(JsonNode data, JsonNode place) =>
        [.. MemoryMarshal.Cast<byte, double>(Convert.FromBase64String(data["arrays"]![place.GetValue<int>()]!.GetValue<string>()))];

    [GeneratedRegex("<data value=\"([^\"]*)\"")]
    private static partial Regex Value();

    [GeneratedRegex("<figure id=\"([^\"]*)\"")]
    private static partial Regex Figure();

    [GeneratedRegex("<section[^>]*><h2[^>]*>([^<]*)</h2>")]
    private static partial Regex Section();

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Json();
}

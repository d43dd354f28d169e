using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>Data, network and loss of a run in words, whichever version wrote its manifest.</summary>
internal static class Problem
{
    private static readonly Dictionary<string, string[]> _formerData = new()
    {
        ["blobs"] = ["classes", "dimension", "covariance", "spread", "samples"],
        ["mnist"] = ["samples", "resize"],
        ["cifar10"] = ["samples", "resize"],
    };

    private static readonly Dictionary<string, string[]> _formerModels = new()
    {
        ["mlp"] = ["hidden", "activation"],
        ["convnet"] = ["channels", "activation"],
        ["lenet"] = ["activation"],
        ["alexnet"] = ["activation"],
    };

    public static string Data(RunFolder run) => Describe(run, "data", _formerData);

    public static string Model(RunFolder run) => Describe(run, "model", _formerModels);

    public static string Loss(RunFolder run) => Describe(run, "loss", []);

    private static string Describe(RunFolder run, string part, Dictionary<string, string[]> former)
    {
        Manifest now = Described(run)[part];
        if (!now["word"].IsNothing)
        {
            string path = now["path"].Text;
            string name = path.Length > 0 ? Path.GetFileName(path) : now["word"].Text;
            return Text(name, now.Properties.Where(p => p.Key is not ("word" or "path")));
        }

        Manifest options = run.Manifest["options"];
        string word = now.Text.Length > 0 ? now.Text : options[part].Text;
        string[] own = former.GetValueOrDefault(word, []);
        return Text(word, own.Select(name => KeyValuePair.Create(name, options[name])));
    }

    /// <summary>What the manifest says of the problem; nothing in the oldest ones, whose options say it.</summary>
    public static Manifest Described(RunFolder run) => run.Manifest["problem"] is { IsNothing: false } problem
        ? problem
        : run.Manifest["network"]["problem"];

    private static string Text(string name, IEnumerable<KeyValuePair<string, Manifest>> settings)
    {
        string[] told = [.. settings.Where(IsTold).Select(Setting)];
        return told.Length == 0 ? name : $"{name} ({string.Join(", ", told)})";
    }

    private static bool IsTold(KeyValuePair<string, Manifest> setting) =>
        setting.Value.Text is not ("" or "auto" or "false") && setting is not { Key: "test-fraction", Value.Number: 0 };

    private static string Setting(KeyValuePair<string, Manifest> setting) =>
        $"{setting.Key.Replace('-', ' ')} {setting.Value.Text.Replace(",", ", ", StringComparison.Ordinal)}";
}

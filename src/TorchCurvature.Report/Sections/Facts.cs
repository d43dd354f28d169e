using System.Globalization;
using TorchCurvature.Report.Content;
using TorchCurvature.Report.Folders;

namespace TorchCurvature.Report.Sections;

/// <summary>What was looked at, how, and when.</summary>
internal static class Facts
{
    public static IReadOnlyList<Fact> Of(RunFolder run)
    {
        Manifest manifest = run.Manifest;
        Manifest point = Points.Last(run);
        Manifest parameters = Known(manifest["parameters"], point["parameters"], manifest["model"]["parameters"]);
        IEnumerable<Fact> facts =
        [
            new("Network", With(Problem.Model(run), "P", parameters)),
            new("Data", With(Problem.Data(run), "N", Known(manifest["examples"]["train"], point["examples"]))),
            new("Loss", Loss(run)),
            new("Training", Training(manifest)),
            new("Networks", string.Join(", ", manifest["runs"].Items.Select(item => Path.GetFileName(item.Text)))),
            new("Method", Method(manifest)),
            new("Asked for", Asked(run)),
            new("With care", Doubts(manifest["model"])),
            new("Date", Date(manifest)),
            new("Time and memory", Cost(manifest)),
            new("Computed with", Software(manifest)),
            new("State", run.IsFinished ? "" : Unfinished(manifest)),
        ];
        return [.. facts.Where(fact => fact.Text.Length > 0)];
    }

    // What was found of a network that was given.
    private static string Doubts(Manifest network) => string.Join("; ", new[]
    {
        network["isAsymmetric"].IsTrue
            ? $"the Hessian is not symmetric beyond rounding, by {Digits.Of(network["asymmetry"].Number)}: "
                + "results are of its symmetric part"
            : "",
        network["mode"].Text == "training"
            ? "looked at in training mode: batch normalization takes the statistics of each batch, and the loss is no mean over examples"
            : "",
    }.Where(text => text.Length > 0));

    private static string With(string text, string symbol, Manifest count) =>
        count.IsNumber ? $"{text}{(text.Length > 0 ? "; " : "")}{symbol} = {Digits.Count(count.Number)}" : text;

    private static Manifest Known(params ReadOnlySpan<Manifest> numbers)
    {
        foreach (Manifest number in numbers)
        {
            if (number.IsNumber)
            {
                return number;
            }
        }

        return Manifest.Nothing;
    }

    private static string Loss(RunFolder run)
    {
        Manifest stated = Problem.Described(run)["weight-decay"];
        Manifest decay = stated.IsNothing ? run.Manifest["options"]["weight-decay"] : stated;
        string loss = Problem.Loss(run);
        return decay.Number > 0 ? $"{loss}, weight decay {decay.Text}" : loss;
    }

    private static string Training(Manifest manifest)
    {
        Manifest options = manifest["options"], training = manifest["training"];
        if (training.IsNothing)
        {
            return "";
        }

        string optimizer = options["optimizer"].Text;
        string batch = optimizer is "gd" or "" ? "full batch" : $"batches of {options["batch-size"].Text}";
        string phases = options["phases"].Text is { Length: > 0 } text ? $", phases {text}" : "";
        string end = training["reason"].Text switch
        {
            "gradient-norm" => "to the gradient norm asked for",
            "step-limit" => "to the step limit",
            var reason => reason.Replace('-', ' '),
        };
        return $"{optimizer}, {batch}{phases}, learning rate {options["learning-rate"].Text}, "
            + $"{Digits.Count(training["steps"].Number)} steps {end}";
    }

    private static string Method(Manifest manifest)
    {
        string matrix = manifest["options"]["curvature"].Text.Replace('-', ' '), method = manifest["method"].Text;
        string precision = manifest["options"]["dtype"].Text;
        return method.Length == 0 ? precision : string.Join(", ", new[] { matrix, method, precision }.Where(part => part.Length > 0));
    }

    // The verbs whose options are few and are no options of a network.
    private static string Asked(RunFolder run) => run.Command is "spectrum" or "train" or "track"
        ? ""
        : string.Join(", ", run.Manifest["options"].Properties.Select(Asked).Where(text => text.Length > 0));

    private static string Asked(KeyValuePair<string, Manifest> option)
    {
        string name = RerunCommand.OptionName(option.Key).Replace('-', ' '), value = RerunCommand.Value(option.Value);
        return option.Value.IsTrue ? name : value.Length > 0 ? $"{name} {value}" : "";
    }

    private static string Date(Manifest manifest) =>
        DateTimeOffset.TryParse(manifest["started"].Text, CultureInfo.InvariantCulture, out DateTimeOffset started)
            ? started.ToUniversalTime().ToString("d MMMM yyyy, HH:mm 'UTC'", CultureInfo.InvariantCulture)
            : "";

    private static string Cost(Manifest manifest)
    {
        double seconds = manifest["seconds"] is { IsNumber: true } all
            ? all.Number
            : manifest["seconds"].Properties.Where(part => part.Value.IsNumber).Sum(part => part.Value.Number);
        string time = seconds > 0 ? $"{seconds.ToString(seconds < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture)} s" : "";
        string memory = manifest["peakMemoryBytes"] is { IsNumber: true } bytes
            ? $"{(bytes.Number / (1 << 20)).ToString("N0", CultureInfo.InvariantCulture)} MiB at the peak"
            : "";
        return string.Join(", ", new[] { time, memory }.Where(part => part.Length > 0));
    }

    private static string Software(Manifest manifest)
    {
        string version = manifest["version"].Text.Split('+')[0], system = manifest["environment"]["system"].Text;
        string threads = manifest.FirstOf("threads").Text is { Length: > 0 } own ? own : manifest["options"]["threads"].Text;
        return string.Join(", ", new[]
        {
            version.Length > 0 ? $"TorchCurvature {version}" : "", system, threads.Length > 0 ? $"threads: {threads}" : "",
        }.Where(part => part.Length > 0));
    }

    private static string Unfinished(Manifest manifest) =>
        manifest["failure"].Text is { Length: > 0 } failure ? $"not finished: {failure}" : "not finished";
}

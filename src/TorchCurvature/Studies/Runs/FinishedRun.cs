using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchCurvature.Models;
using TorchCurvature.Precision;
using TorchCurvature.Settings;
using TorchCurvature.Training;
using static TorchSharp.torch;

namespace TorchCurvature.Studies.Runs;

/// <summary>A finished run that trained a network: what its manifest says of the network, and the file of its parameters.</summary>
public sealed record FinishedRun : NetworkSource
{
    internal FinishedRun(string folder, NetworkRecord network)
        : base(folder) =>
        Network = network;

    /// <summary>The run's folder.</summary>
    public string Folder => Place;

    /// <summary>What it trained.</summary>
    public NetworkRecord Network { get; }

    /// <summary>The file of the trained parameters.</summary>
    public string ModelPath => Path.Combine(Folder, RunFiles.FinalModel);

    // A network that was looked at as it was given has its weights where it had them.
    private string? GivenWeights =>
        Network.Problem.Model is ModelFileSpec given && !File.Exists(ModelPath) ? given.Weights ?? given.Path : null;

    /// <summary>Reads the manifest of a run: of this version, or of one before it.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <exception cref="FinishedRunException">
    /// The folder holds no finished run, or one without a trained network, or its manifest is damaged or of a later version.
    /// </exception>
    public static new FinishedRun Open(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        string path = Path.Combine(folder, RunDirectory.ManifestName);
        if (!File.Exists(path))
        {
            throw new FinishedRunException(
                $"'{folder}' holds no {RunDirectory.ManifestName}, so it is not the folder of a finished run. "
                    + $"Make one with: curvature train … --out {folder}");
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject manifest
                ? new FinishedRun(folder, ReadNetwork(manifest, folder))
                : throw new FormatException("It is no object.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            throw new FinishedRunException($"'{path}' cannot be read as a run's manifest: {PlainMessage.Of(e)}", e);
        }
    }

    /// <summary>
    /// Refuses another run whose network is of another architecture, or was trained on another data set or with another loss. What the
    /// architecture of a network from a file is, its parameters tell, where they are read.
    /// </summary>
    /// <param name="other">The other run.</param>
    /// <exception cref="FinishedRunException">It is.</exception>
    public void RequireComparable(FinishedRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (ProblemSpec mine, ProblemSpec its) = (Network.Problem, other.Network.Problem);
        bool areOfFiles = mine.Model is ModelFileSpec && its.Model is ModelFileSpec;
        if (!areOfFiles && !mine.Model.MeansTheSameAs(its.Model))
        {
            throw new FinishedRunException(
                $"'{Folder}' holds a network {mine.Model.Describe()} and '{other.Folder}' a network {its.Model.Describe()}; "
                    + "only networks of one architecture lie in one space of parameters.");
        }

        if (mine.Data.Word != its.Data.Word || !mine.Loss.MeansTheSameAs(its.Loss))
        {
            throw new FinishedRunException(
                $"'{Folder}' was trained on {mine.Data.Word} with {mine.Loss.Describe()} and '{other.Folder}' on {its.Data.Word} with "
                    + $"{its.Loss.Describe()}: their losses are not of one kind. Choose runs on the same data set.");
        }
    }

    /// <summary>What is to be known where another run, which is comparable, is looked at with the data and the loss of this one.</summary>
    /// <param name="other">The other run.</param>
    /// <returns>Sentences; none where both have the same examples and weight decay.</returns>
    public IReadOnlyList<string> RemarksOn(FinishedRun other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (ProblemSpec mine, ProblemSpec its) = (Network.Problem, other.Network.Problem);
        List<string> remarks = [];
        if (!mine.HasTheExamplesOf(its))
        {
            remarks.Add($"{other.Folder} was trained on other examples than {Folder}; all losses here are on those of {Folder}.");
        }

        if (mine.WeightDecay != its.WeightDecay)
        {
            string decay = mine.WeightDecay.ToString("g3", CultureInfo.InvariantCulture);
            remarks.Add(
                $"{other.Folder} was trained with another weight decay than {Folder}; "
                    + $"all training losses here have that of {Folder}, {decay}.");
        }

        if (mine.Model.AnalysedMode != its.Model.AnalysedMode)
        {
            string mode = mine.Model.AnalysedMode.ToString().ToLowerInvariant();
            remarks.Add($"{other.Folder} was looked at in another mode than {Folder}; all losses here are those of {mode} mode.");
        }

        return remarks;
    }

    internal override string WeightsPath => Path.GetFullPath(GivenWeights ?? ModelPath);

    internal override WorkingPrecision ReadingPrecision(WorkingPrecision precision) =>
        GivenWeights is null ? Network.TrainingPrecision : precision;

    internal override void ReadInto(nn.Module<Tensor, Tensor> model)
    {
        if (GivenWeights is { } given)
        {
            ModelReaders.Registered.LoadWeights(model, given);
        }
        else
        {
            ModelFile.Load(model, ModelPath);
        }
    }

    private static NetworkRecord ReadNetwork(JsonObject manifest, string folder)
    {
        string command = ManifestValue.Optional(manifest, "command", "");
        int format = ManifestValue.Optional(manifest, "format", 1);
        if (format > RunManifest.FormatNumber)
        {
            throw new FormatException(
                $"It is of format {format}, and this version of TorchCurvature reads formats up to {RunManifest.FormatNumber}.");
        }

        if (command is not ("spectrum" or "train"))
        {
            throw new FinishedRunException(
                $"'{folder}' holds a run of '{command}', which has no trained network. "
                    + "Name the folder of a run of 'curvature train' or 'curvature spectrum'.");
        }

        return format == RunManifest.FormatNumber
            ? NetworkRecord.FromJson(ManifestValue.Object(manifest, NetworkRecord.Key))
            : FormerManifest.Read(manifest);
    }
}

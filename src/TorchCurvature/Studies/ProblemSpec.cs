using System.Text.Json.Nodes;
using TorchCurvature.Data;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Studies.Runs;
using TorchCurvature.Training;

namespace TorchCurvature.Studies;

/// <summary>
/// What a study looks at: data, network, loss and weight decay, and the seed of all that is drawn. A record of plain values, from which
/// <see cref="LoadAsync"/> makes the <see cref="Problem"/>.
/// </summary>
public sealed record ProblemSpec
{
    /// <summary>Where the examples come from.</summary>
    public DataSpec Data { get; init; } = new BlobsSpec();

    /// <summary>The network.</summary>
    public ModelSpec Model { get; init; } = new MlpSpec();

    /// <summary>The loss.</summary>
    public LossSpec Loss { get; init; } = new CrossEntropySpec();

    /// <summary>λ of the penalty ½λ‖w‖².</summary>
    public double WeightDecay { get; init; }

    /// <summary>The seed, from which data and weights get seeds of their own.</summary>
    public long Seed { get; init; }

    /// <summary>The seed that the data get theirs from, where it is another one; null for <see cref="Seed"/>.</summary>
    public long? SeedOfData { get; init; }

    /// <summary>The seed that the weights get theirs from, where it is another one; null for <see cref="Seed"/>.</summary>
    public long? SeedOfWeights { get; init; }

    /// <summary>The seed that the order of examples gets its own from, where it is another one; null for <see cref="Seed"/>.</summary>
    public long? SeedOfOrder { get; init; }

    /// <summary>The seed of the data.</summary>
    public long DataSeed => SeedStream.Derive(SeedOfData ?? Seed, "data");

    /// <summary>The seed of the weights.</summary>
    public long WeightSeed => SeedStream.Derive(SeedOfWeights ?? Seed, "weights");

    /// <summary>The seed of the order of examples in a training.</summary>
    public long OrderSeed => SeedStream.Derive(SeedOfOrder ?? Seed, "order");

    /// <summary>Network, data and loss in a line, as figures have it.</summary>
    public string Title
    {
        get
        {
            string model = Model is ModelFileSpec network ? FileName(network.Weights ?? network.Path) : Model.Describe();
            string data = Data is DataFileSpec files ? FileName(files.Path) : Data.Word;
            return $"{model} on {data}, {Loss.Word}";

            static string FileName(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        }
    }

    /// <summary>P, where it is known before data are read and the network is made; null otherwise.</summary>
    public double? ParameterCount =>
        Data is { ExampleShape: { } shape, OutputCount: { } outputs } ? Model.ParameterCount(shape, outputs) : null;

    /// <summary>
    /// Refuses data or a network that no memory holds, by arithmetic: where memory is short, making them would end the process.
    /// </summary>
    /// <exception cref="InsufficientMemoryException">They do not fit.</exception>
    public void RequireRoom()
    {
        RequireRoomFor(ParameterCount);
        Data.RequireRoom(MachineMemory.AvailableBytes);
    }

    /// <summary>Reads or makes the data, and checks that the network can be made for them.</summary>
    /// <param name="progress">Told of downloads; null for nobody.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <returns>The caller owns it.</returns>
    /// <exception cref="SettingException">Data and network do not fit each other, or a setting asks for what cannot be had.</exception>
    /// <exception cref="DatasetUnavailableException">Files are missing and cannot be had.</exception>
    /// <exception cref="InsufficientMemoryException">They do not fit.</exception>
    public async Task<Problem> LoadAsync(IProgress<DownloadProgress>? progress = null, CancellationToken cancellation = default)
    {
        RequireRoom();
        if (Data.ExampleShape is { } shape)
        {
            RequireReadable(shape, Data.Word);
        }

        RequireLoadableLoss();
        TrainTestSplit data = ForLoss(await Data.LoadAsync(DataSeed, progress, cancellation).ConfigureAwait(false));
        try
        {
            // What a file holds is known only now.
            RequireReadable(data.Train.ExampleShape, data.Train.Name);
            RequireNumbers(data.Train);
            RequireRoomFor(Model.ParameterCount(data.Train.ExampleShape, data.Train.OutputCount));
            return new Problem(this, data);
        }
        catch (ArgumentException e) when (e is not SettingException)
        {
            data.Dispose();
            throw new SettingException(PlainMessage.Of(e), e);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    // Loading a script of unknown operators ends the process.
    private void RequireLoadableLoss()
    {
        if (Loss is not LossFileSpec { Path: { } path })
        {
            return;
        }

        try
        {
            ModelReaders.Registered.RequireLoadable(path);
        }
        catch (ArgumentException e) when (e is not SettingException)
        {
            throw new SettingException(PlainMessage.Of(e), e);
        }
    }

    private static void RequireRoomFor(double? parameters) => MachineMemory.Require(
        (parameters ?? 0) * sizeof(double), $"The {parameters:N0} parameters of this network", "Use smaller --hidden.");

    private void RequireReadable(IReadOnlyList<long> exampleShape, string data)
    {
        if (Model.ReadsImages && exampleShape.Count != 3)
        {
            throw new SettingException(exampleShape.Count == 1
                ? $"--model {Model.Word} reads images, and {data} are vectors. Use --model mlp, or --data mnist."
                : $"--model {Model.Word} reads images [channels, height, width], and the examples of {data} are "
                    + $"[{string.Join(", ", exampleShape)}].");
        }
    }

    // A file's whole numbers in floating point are labels to a loss that knows nothing else.
    private TrainTestSplit ForLoss(TrainTestSplit data)
    {
        if (Loss is not CrossEntropySpec || data.Train.HasLabels)
        {
            return data;
        }

        using (data)
        {
            try
            {
                return data.WithLabels();
            }
            catch (ArgumentException e)
            {
                throw new SettingException(
                    $"--loss {Loss.Word} reads class labels. {PlainMessage.SentenceOf(e)} For real values take --loss mse.", e);
            }
        }
    }

    private void RequireNumbers(Dataset data)
    {
        if (Model.ReadsTokens && data.DType is not null)
        {
            throw new SettingException(
                $"--model {Model.Word} reads tokens, and {data.Name} has numbers. Use --data text, or integers of your own.");
        }

        if (Model is not LayeredModelSpec)
        {
            return;
        }

        if (data.InputCount > 1)
        {
            throw new SettingException(
                $"--model {Model.Word} reads one input, and {data.Name} has {data.InputCount}. Give a --model of your own.");
        }

        if (data.DType is null)
        {
            throw new SettingException(
                $"--model {Model.Word} reads numbers, and {data.Name} has integers that are taken for tokens. Take --model transformer "
                    + "or one of your own, which read them. Say --inputs numbers for a file whose integers are none.");
        }
    }

    /// <summary>A training of this problem: with its weight decay and its seed, whatever the options say of these.</summary>
    internal TrainingOptions Descent(TrainingOptions training) => training with { WeightDecay = WeightDecay, Seed = OrderSeed };

    /// <summary>Whether another problem has the very same training examples.</summary>
    /// <param name="other">The other one.</param>
    public bool HasTheExamplesOf(ProblemSpec other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Data.MeansTheSameAs(other.Data) && (!Data.IsDrawn || DataSeed == other.DataSeed);
    }

    /// <summary>The problem as an object of a manifest, which <see cref="FromJson"/> reads.</summary>
    public JsonObject ToJson() => new()
    {
        ["data"] = Data.ToJson(),
        ["model"] = Model.ToJson(),
        ["loss"] = Loss.ToJson(),
        ["weight-decay"] = WeightDecay,
        ["seed"] = Seed,
        ["data-seed"] = SeedOfData,
        ["weight-seed"] = SeedOfWeights,
        ["order-seed"] = SeedOfOrder,
    };

    /// <summary>The problem of a manifest's object.</summary>
    /// <param name="json">The object.</param>
    /// <exception cref="FormatException">It lacks a part, or holds one that is not known.</exception>
    /// <exception cref="ArgumentException">The loss is none that is known.</exception>
    public static ProblemSpec FromJson(JsonObject json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return new ProblemSpec
        {
            Data = DataSpecs.Registry.FromJson(ManifestValue.Object(json, "data")),
            Model = ModelSpecs.Registry.FromJson(ManifestValue.Object(json, "model")),
            Loss = LossOf(json),
            WeightDecay = ManifestValue.Required<double>(json, "weight-decay"),
            Seed = ManifestValue.Required<long>(json, "seed"),
            SeedOfData = OwnSeed(json, "data-seed"),
            SeedOfWeights = OwnSeed(json, "weight-seed"),
            SeedOfOrder = OwnSeed(json, "order-seed"),
        };
    }

    private static long? OwnSeed(JsonObject json, string name) =>
        json[name] is null ? null : ManifestValue.Required<long>(json, name);

    // Before losses had settings, a manifest held the word alone.
    private static LossSpec LossOf(JsonObject json) => json["loss"] is JsonValue
        ? LossSpecs.Registry.Find(ManifestValue.Required<string>(json, "loss"))
        : LossSpecs.Registry.FromJson(ManifestValue.Object(json, "loss"));
}

using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// N examples (x_i, y_i) in a fixed order: x_i one or several inputs, real numbers or integers such as tokens; y_i a class label in
/// {0, …, C − 1}, a label for each of its places, or real values.
/// </summary>
/// <remarks>Owns its tensors: they leave any dispose scope and live until <see cref="Dispose"/>.</remarks>
public sealed class Dataset : IDisposable
{
    /// <summary>The label that stands for none, and that a loss can be told to leave out: PyTorch's usual <c>ignore_index</c>.</summary>
    public const long LeftOutLabel = -100;

    private readonly int? _classCount;
    private readonly IReadOnlyList<ExampleStore> _inputs;

    /// <summary>
    /// Labelled examples. Checks and takes ownership of the tensors, which stay the caller's if this throws. Cost: two passes over the
    /// inputs.
    /// </summary>
    /// <param name="name">What reports call the data, as "MNIST train".</param>
    /// <param name="inputs">[N, …], real numbers, every one finite, or integers, N ≥ 1.</param>
    /// <param name="labels">[N], or [N, …] for the places of an example, int64, on the device of the inputs.</param>
    /// <param name="classCount">C ≥ 1; a class may have no example.</param>
    /// <exception cref="ArgumentException">
    /// The name is blank; shapes, dtypes or devices are not as above; an input is not finite or a label is neither in 0 … C − 1 nor
    /// <see cref="LeftOutLabel"/> (the message names the first such example).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is below 1.</exception>
    public Dataset(string name, Tensor inputs, Tensor labels, int classCount)
        : this(name, [inputs], labels, classCount)
    {
    }

    /// <summary>The same for models that read several tensors.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="inputs">Each [N, …] in the order of the model's arguments; those of real numbers in one precision.</param>
    /// <param name="labels">[N], or [N, …] for the places of an example, int64, on the device of the inputs.</param>
    /// <param name="classCount">C ≥ 1; a class may have no example.</param>
    /// <exception cref="ArgumentException">As for one input.</exception>
    public Dataset(string name, IReadOnlyList<Tensor> inputs, Tensor labels, int classCount)
        : this(name, Stored(inputs), labels, (int?)classCount)
    {
    }

    /// <summary>
    /// Examples with real targets. Checks and takes ownership of the tensors, which stay the caller's if this throws. Cost: two passes over
    /// inputs and targets.
    /// </summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="inputs">[N, …], real numbers, every one finite, or integers, N ≥ 1.</param>
    /// <param name="targets">[N] or [N, …], every value finite, of the dtype of the inputs where these are real, on their device.</param>
    /// <exception cref="ArgumentException">
    /// The name is blank; shapes, dtypes or devices are not as above; an input or a target is not finite (the message names the first such
    /// example).
    /// </exception>
    public Dataset(string name, Tensor inputs, Tensor targets)
        : this(name, [inputs], targets)
    {
    }

    /// <summary>The same for models that read several tensors.</summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="inputs">Each [N, …] in the order of the model's arguments; those of real numbers in one precision.</param>
    /// <param name="targets">[N] or [N, …], every value finite, of the dtype of real inputs, on their device.</param>
    /// <exception cref="ArgumentException">As for one input.</exception>
    public Dataset(string name, IReadOnlyList<Tensor> inputs, Tensor targets)
        : this(name, Stored(inputs), targets, classCount: null)
    {
    }

    /// <summary>Examples whose inputs may be in files. Takes ownership of both; where it throws, they stay the caller's.</summary>
    internal Dataset(string name, IReadOnlyList<ExampleStore> inputs, Tensor targets, int? classCount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(targets);
        ExampleChecks.RequireInputs(name, inputs);
        if (classCount is { } classes)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1, nameof(classCount));
            ExampleChecks.RequireLabels(name, inputs, targets, classes);
        }
        else
        {
            ExampleChecks.RequireRealTargets(name, inputs, targets);
        }

        (Name, _inputs, _classCount) = (name, inputs, classCount);
        Targets = targets.DetachFromDisposeScope();
        foreach (ExampleStore input in inputs)
        {
            input.Whole?.DetachFromDisposeScope();
        }
    }

    /// <summary>What reports call the data.</summary>
    public string Name { get; }

    /// <summary>[N, …], the first of the inputs and for most models the only one; owned by this data set.</summary>
    /// <exception cref="InvalidOperationException">The inputs are read batch by batch (<see cref="IsStreamed"/>).</exception>
    public Tensor Inputs => AllInputs[0];

    /// <summary>All inputs, each [N, …], in the order of the model's arguments; owned by this data set.</summary>
    /// <exception cref="InvalidOperationException">The inputs are read batch by batch (<see cref="IsStreamed"/>).</exception>
    public IReadOnlyList<Tensor> AllInputs => [.. _inputs.Select(input => input.Whole ?? throw new InvalidOperationException(
        $"{Name} is larger than memory and read batch by batch: take {nameof(Batches)}, or {nameof(Select)} some examples."))];

    /// <summary>
    /// Class labels [N], or [N, …] for the places of an example, int64, values 0 … C − 1; or real values in the precision of the inputs.
    /// Owned by this data set.
    /// </summary>
    public Tensor Targets { get; }

    /// <summary>Whether the targets are class labels.</summary>
    public bool HasLabels => _classCount is not null;

    /// <summary>The targets, where they are class labels.</summary>
    /// <exception cref="InvalidOperationException">They are real values.</exception>
    public Tensor Labels => HasLabels ? Targets : throw HasNoClasses();

    /// <summary>C, the number of classes.</summary>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public int ClassCount => _classCount ?? throw HasNoClasses();

    /// <summary>How many outputs a network for these data has: C for class labels, as many as an example has real targets.</summary>
    public int OutputCount => _classCount ?? (int)(Targets.numel() / Count);

    /// <summary>N, the number of examples.</summary>
    public long Count => Targets.shape[0];

    /// <summary>The shape of one example's first input, without the leading N.</summary>
    public long[] ExampleShape => _inputs[0].Shape[1..];

    /// <summary>How many inputs an example has.</summary>
    public int InputCount => _inputs.Count;

    /// <summary>The precision of what is real in the inputs; null where they are integers alone.</summary>
    public ScalarType? DType => _inputs.FirstOrDefault(input => input.IsFloatingPoint)?.DType;

    /// <summary>Where the data are; for those that are streamed, where their batches come to.</summary>
    public Device Device => Targets.device;

    /// <summary>Whether the inputs lie in a file, from which batches are read when a loop comes to them.</summary>
    public bool IsStreamed => _inputs.Any(input => input.Whole is null);

    /// <summary>The examples in order, <paramref name="size"/> at a time; the last batch may be shorter.</summary>
    /// <param name="size">Examples in a batch, at most.</param>
    /// <returns>⌈N / size⌉ views that share this data set's storage, or what reads them. The caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public Batches Batches(long size = Data.Batches.EvaluationSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return Cut(Data.Batches.Lengths(Count, size));
    }

    /// <summary>Some examples as a batch of its own storage, on the device of the data.</summary>
    /// <param name="places">Their places from 0 [n], int64, on the device of the data, in the order that is wanted.</param>
    /// <returns>The caller disposes it.</returns>
    public Batch Select(Tensor places) => new([.. _inputs.Select(input => input.Rows(places))], Targets.index_select(0, places));

    /// <summary>The same examples with real inputs and targets of another dtype, on another device; integers stay integers.</summary>
    /// <param name="dtype">A floating-point dtype.</param>
    /// <param name="device">Null leaves the data where they are.</param>
    /// <returns>A new data set, which may share storage with this one; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is not floating point, or a value overflows it.</exception>
    public Dataset To(ScalarType dtype, Device? device = null)
    {
        if (!is_floating_point(dtype))
        {
            throw new ArgumentException($"{Name} cannot become {dtype}: data are converted to a floating-point dtype.", nameof(dtype));
        }

        Device target = device ?? Device;
        return Derive(
            [.. _inputs.Select(input => input.To(dtype, target))], HasLabels ? Targets.to(target) : Targets.to(dtype, target), _classCount);
    }

    /// <summary>The same examples as vectors: each input [N, d], d the number of its numbers in an example.</summary>
    /// <returns>A new data set that shares storage where it can; the caller disposes it.</returns>
    public Dataset Flatten() => Derive([.. _inputs.Select(input => input.Flatten())], Targets.alias(), _classCount);

    /// <summary>
    /// A random subset with equal classes: ⌊n/C⌋ or ⌈n/C⌉ examples of each, the larger share going to the lower labels; drawn
    /// without replacement, uniformly within a class, and kept in the order of this data set.
    /// </summary>
    /// <param name="count">n, from 1 to N.</param>
    /// <param name="seed">The same seed on the same labels gives the same examples, on any device.</param>
    /// <returns>A new data set with storage of its own; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A class has too few examples (the message says how many), or labels are of places.</exception>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public Dataset BalancedSubset(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Choose(BalancedDraw.Places(Name, Labels, ClassCount, count, seed));
    }

    /// <summary>A random subset, drawn uniformly without replacement and kept in the order of this data set.</summary>
    /// <param name="count">From 1 to N.</param>
    /// <param name="seed">The same seed gives the same examples, on any device.</param>
    /// <returns>A new data set with storage of its own, or that reads the same file; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1 or above N.</exception>
    public Dataset Subset(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        return Choose([.. Shuffled(seed).Take((int)count).Order()]);
    }

    /// <summary>
    /// The same examples with class labels: as they are, or read from targets that stand for some, which are whole numbers from 0 and
    /// one-hot rows [N, C].
    /// </summary>
    /// <param name="leastClasses">C is this at least; otherwise as it is, or one more than the largest label.</param>
    /// <returns>A new data set that shares the inputs; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The targets are no labels; the message names the first example that is none.</exception>
    public Dataset WithLabels(int leastClasses = 1)
    {
        ReadLabels labels = HasLabels ? new(Targets.alias(), ClassCount) : LabelReading.OfAny(Name, Targets);
        return Derive(Shared(), labels.Labels, Math.Max(leastClasses, labels.ClassCount));
    }

    /// <summary>The same examples with real targets: as they are, or the labels as numbers of the same shape.</summary>
    /// <returns>A new data set that shares the inputs; the caller disposes it.</returns>
    public Dataset WithRealTargets() => Derive(
        Shared(), HasLabels ? Targets.to(DType ?? ScalarType.Float32) : Targets.alias(), classCount: null);

    /// <summary>Releases all tensors.</summary>
    public void Dispose()
    {
        foreach (ExampleStore input in _inputs)
        {
            input.Dispose();
        }

        Targets.Dispose();
    }

    /// <summary>The places of all examples in an order drawn by a seed.</summary>
    internal long[] Shuffled(long seed)
    {
        using Generator generator = new(unchecked((ulong)seed));
        using Tensor order = randperm(Count, int64, generator: generator);
        return order.data<long>().ToArray();
    }

    /// <summary>These examples, in this order.</summary>
    internal Dataset Choose(long[] places, string? name = null)
    {
        using Tensor chosen = tensor(places, int64, Device);
        return Derive([.. _inputs.Select(input => input.Choose(chosen))], Targets.index_select(0, chosen), _classCount, name);
    }

    /// <summary>All examples in order, in batches of these lengths.</summary>
    internal Batches Cut(IReadOnlyList<long> lengths)
    {
        long[] starts = Data.Batches.Starts(lengths);
        if (!IsStreamed)
        {
            return new Batches([.. starts.Zip(lengths, (start, length) =>
                new Batch([.. _inputs.Select(input => input.Rows(start, length))], Targets.narrow(0, start, length)))]);
        }

        Tensor targets = Targets.alias().DetachFromDisposeScope();
        return new Batches(new BatchLoader(lengths, Read, targets));

        Batch Read(int i) => new(
            lengths[i],
            () => [.. _inputs.Select(input => input.Rows(starts[i], lengths[i]))],
            () => targets.narrow(0, starts[i], lengths[i]));
    }

    private static TensorStore[] Stored(IReadOnlyList<Tensor> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. inputs.Select(input => new TensorStore(input ?? throw new ArgumentNullException(nameof(inputs))))];
    }

    private ExampleStore[] Shared() => [.. _inputs.Select(input => input.Share())];

    private Dataset Derive(ExampleStore[] inputs, Tensor targets, int? classCount, string? name = null)
    {
        try
        {
            return new Dataset(name ?? Name, inputs, targets, classCount);
        }
        catch
        {
            Array.ForEach<IDisposable>([.. inputs, targets], made => made.Dispose());
            throw;
        }
    }

    private InvalidOperationException HasNoClasses() => new(
        $"{Name} has real-valued targets, and no classes. They are in {nameof(Targets)}, {nameof(OutputCount)} for an example.");
}

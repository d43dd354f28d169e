using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>
/// N examples (x_i, y_i) in a fixed order: y_i is a class label in {0, …, C − 1} for classification, or in R^K for regression.
/// </summary>
/// <remarks>Owns its two tensors: they leave any dispose scope and live until <see cref="Dispose"/>.</remarks>
public sealed class Dataset : IDisposable
{
    private readonly int? _classCount;

    /// <summary>
    /// Labelled examples. Checks and takes ownership of the tensors, which stay the caller's if this throws. Cost: two passes over the
    /// inputs.
    /// </summary>
    /// <param name="name">What reports call the data, as "MNIST train".</param>
    /// <param name="inputs">[N, …], a floating-point dtype, every value finite, N ≥ 1.</param>
    /// <param name="labels">[N], int64, on the device of the inputs.</param>
    /// <param name="classCount">C ≥ 1; a class may have no example.</param>
    /// <exception cref="ArgumentException">
    /// The name is blank; shapes, dtypes or devices are not as above; an input is not finite or a label is not in 0 … C − 1 (the
    /// message names the first such example).
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is below 1.</exception>
    public Dataset(string name, Tensor inputs, Tensor labels, int classCount)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(classCount, 1);
        ExampleChecks.RequireInputs(name, inputs);
        ExampleChecks.RequireLabels(name, inputs, labels, classCount);

        Name = name;
        _classCount = classCount;
        Inputs = inputs.DetachFromDisposeScope();
        Targets = labels.DetachFromDisposeScope();
    }

    /// <summary>
    /// Examples with real targets. Checks and takes ownership of the tensors, which stay the caller's if this throws. Cost: two passes over
    /// inputs and targets.
    /// </summary>
    /// <param name="name">What reports call the data.</param>
    /// <param name="inputs">[N, …], a floating-point dtype, every value finite, N ≥ 1.</param>
    /// <param name="targets">[N] or [N, K], of the dtype and on the device of the inputs, every value finite, K ≥ 1.</param>
    /// <exception cref="ArgumentException">
    /// The name is blank; shapes, dtypes or devices are not as above; an input or a target is not finite (the message names the first such
    /// example).
    /// </exception>
    public Dataset(string name, Tensor inputs, Tensor targets)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        ExampleChecks.RequireInputs(name, inputs);
        ExampleChecks.RequireRealTargets(name, inputs, targets);

        Name = name;
        Inputs = inputs.DetachFromDisposeScope();
        Targets = targets.DetachFromDisposeScope();
    }

    /// <summary>What reports call the data.</summary>
    public string Name { get; }

    /// <summary>[N, …], floating point; owned by this data set.</summary>
    public Tensor Inputs { get; }

    /// <summary>
    /// Class labels [N], int64, values 0 … C − 1; or real values [N] or [N, K] in the precision of the inputs. Owned by this data set.
    /// </summary>
    public Tensor Targets { get; }

    /// <summary>Whether the targets are class labels.</summary>
    public bool HasLabels => _classCount is not null;

    /// <summary>[N], int64, values 0 … C − 1; owned by this data set.</summary>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public Tensor Labels => HasLabels ? Targets : throw HasNoClasses();

    /// <summary>C, the number of classes.</summary>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public int ClassCount => _classCount ?? throw HasNoClasses();

    /// <summary>How many outputs a network for these data has: C for class labels, K for real targets (1 where they are [N]).</summary>
    public int OutputCount => _classCount ?? (Targets.dim() == 1 ? 1 : (int)Targets.shape[1]);

    /// <summary>N, the number of examples.</summary>
    public long Count => Inputs.shape[0];

    /// <summary>The shape of one example, without the leading N.</summary>
    public long[] ExampleShape => Inputs.shape[1..];

    /// <summary>The examples in order, <paramref name="size"/> at a time; the last batch may be shorter.</summary>
    /// <param name="size">Examples in a batch, at most.</param>
    /// <returns>⌈N / size⌉ views that share this data set's storage. The caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public Batches Batches(long size = Data.Batches.EvaluationSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        return new Batches(Data.Batches.Cut(this, size));
    }

    /// <summary>The same examples with inputs, and real targets, of another dtype, on another device.</summary>
    /// <param name="dtype">A floating-point dtype.</param>
    /// <param name="device">Null leaves the data where they are.</param>
    /// <returns>A new data set, which may share storage with this one; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is not floating point, or a value overflows it.</exception>
    public Dataset To(ScalarType dtype, Device? device = null)
    {
        Device target = device ?? Inputs.device;
        return Derive(Inputs.to(dtype, target), HasLabels ? Targets.to(target) : Targets.to(dtype, target));
    }

    /// <summary>The same examples as vectors: inputs [N, d], d the product of <see cref="ExampleShape"/>.</summary>
    /// <returns>A new data set that shares storage where it can; the caller disposes it.</returns>
    public Dataset Flatten() => Derive(Inputs.reshape(Count, -1), Targets.alias());

    /// <summary>
    /// A random subset with equal classes: ⌊n/C⌋ or ⌈n/C⌉ examples of each, the larger share going to the lower labels; drawn
    /// without replacement, uniformly within a class, and kept in the order of this data set.
    /// </summary>
    /// <param name="count">n, from 1 to N.</param>
    /// <param name="seed">The same seed on the same labels gives the same examples, on any device.</param>
    /// <returns>A new data set with storage of its own; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A class has fewer examples than its share; the message says how many.</exception>
    /// <exception cref="InvalidOperationException">The targets are real values.</exception>
    public Dataset BalancedSubset(long count, long seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using DisposeScope scope = NewDisposeScope();
        long[] labels = Labels.cpu().data<long>().ToArray();
        long[] wanted = [.. Enumerable.Range(0, ClassCount).Select(label => (count / ClassCount) + (label < count % ClassCount ? 1 : 0))];
        long[] present = new long[ClassCount];
        foreach (long label in labels)
        {
            present[label]++;
        }

        for (int label = 0; label < ClassCount; label++)
        {
            if (present[label] < wanted[label])
            {
                throw new ArgumentException($"{Name} has {present[label]} examples of class {label}, but a balanced subset of {count} over "
                    + $"{ClassCount} classes needs {wanted[label]}: ask for fewer.", nameof(count));
            }
        }

        using Generator generator = new(unchecked((ulong)seed));
        List<long> chosen = [];
        foreach (long index in randperm(Count, int64, generator: generator).data<long>())
        {
            if (wanted[labels[index]]-- > 0)
            {
                chosen.Add(index);
            }
        }

        chosen.Sort();
        Tensor indices = tensor(chosen, int64, Inputs.device);
        return Derive(Inputs.index_select(0, indices), Labels.index_select(0, indices));
    }

    /// <summary>Releases both tensors.</summary>
    public void Dispose()
    {
        Inputs.Dispose();
        Targets.Dispose();
    }

    private Dataset Derive(Tensor inputs, Tensor targets)
    {
        try
        {
            return _classCount is { } classes ? new Dataset(Name, inputs, targets, classes) : new Dataset(Name, inputs, targets);
        }
        catch
        {
            inputs.Dispose();
            targets.Dispose();
            throw;
        }
    }

    private InvalidOperationException HasNoClasses() =>
        new($"{Name} has real-valued targets, and no classes. They are in {nameof(Targets)}, and {nameof(OutputCount)} says how many an "
            + "example has.");
}

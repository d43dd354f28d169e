using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>N labelled examples (x_i, y_i), y_i in {0, …, C − 1}, in a fixed order.</summary>
/// <remarks>Owns its two tensors: they leave any dispose scope and live until <see cref="Dispose"/>.</remarks>
public sealed class Dataset : IDisposable
{
    /// <summary>Checks and takes ownership of the tensors, which stay the caller's if this throws. Cost: two passes over the inputs.</summary>
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
        CheckShapes(name, inputs, labels);
        CheckFinite(name, inputs);
        CheckLabels(name, labels, classCount);

        Name = name;
        ClassCount = classCount;
        Inputs = inputs.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
    }

    /// <summary>What reports call the data.</summary>
    public string Name { get; }

    /// <summary>[N, …], floating point; owned by this data set.</summary>
    public Tensor Inputs { get; }

    /// <summary>[N], int64, values 0 … C − 1; owned by this data set.</summary>
    public Tensor Labels { get; }

    /// <summary>C, the number of classes.</summary>
    public int ClassCount { get; }

    /// <summary>N, the number of examples.</summary>
    public long Count => Inputs.shape[0];

    /// <summary>The shape of one example, without the leading N.</summary>
    public long[] ExampleShape => Inputs.shape[1..];

    /// <summary>The examples in order, <paramref name="size"/> at a time; the last batch may be shorter.</summary>
    /// <returns>⌈N / size⌉ views that share this data set's storage. The caller disposes them.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="size"/> is below 1.</exception>
    public IReadOnlyList<Batch> Batches(long size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        List<Batch> batches = [];
        for (long start = 0; start < Count; start += size)
        {
            long length = Math.Min(size, Count - start);
            batches.Add(new Batch(Inputs.narrow(0, start, length), Labels.narrow(0, start, length)));
        }

        return batches;
    }

    /// <summary>The same examples with inputs of another dtype, on another device.</summary>
    /// <param name="dtype">A floating-point dtype.</param>
    /// <param name="device">Null leaves the data where they are.</param>
    /// <returns>A new data set, which may share storage with this one; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="dtype"/> is not floating point, or an input overflows it.</exception>
    public Dataset To(ScalarType dtype, Device? device = null)
    {
        Device target = device ?? Inputs.device;
        return Derive(Inputs.to(dtype, target), Labels.to(target));
    }

    /// <summary>The same examples as vectors: inputs [N, d], d the product of <see cref="ExampleShape"/>.</summary>
    /// <returns>A new data set that shares storage where it can; the caller disposes it.</returns>
    public Dataset Flatten() => Derive(Inputs.reshape(Count, -1), Labels.alias());

    /// <summary>
    /// A random subset with equal classes: ⌊n/C⌋ or ⌈n/C⌉ examples of each, the larger share going to the lower labels; drawn
    /// without replacement, uniformly within a class, and kept in the order of this data set.
    /// </summary>
    /// <param name="count">n, from 1 to N.</param>
    /// <param name="seed">The same seed on the same labels gives the same examples, on any device.</param>
    /// <returns>A new data set with storage of its own; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    /// <exception cref="ArgumentException">A class has fewer examples than its share; the message says how many.</exception>
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
        Labels.Dispose();
    }

    private Dataset Derive(Tensor inputs, Tensor labels)
    {
        try
        {
            return new Dataset(Name, inputs, labels, ClassCount);
        }
        catch
        {
            inputs.Dispose();
            labels.Dispose();
            throw;
        }
    }

    private static void CheckShapes(string name, Tensor inputs, Tensor labels)
    {
        if (!inputs.is_floating_point())
        {
            throw new ArgumentException($"{name}: inputs are {inputs.dtype}; convert them to a floating-point dtype.", nameof(inputs));
        }

        if (inputs.dim() == 0 || inputs.numel() == 0)
        {
            throw new ArgumentException($"{name}: inputs are [{string.Join(", ", inputs.shape)}]; at least one example is needed.", nameof(inputs));
        }

        if (labels.dtype != ScalarType.Int64 || labels.dim() != 1 || labels.shape[0] != inputs.shape[0])
        {
            throw new ArgumentException($"{name}: labels are {labels.dtype} [{string.Join(", ", labels.shape)}]; "
                + $"{inputs.shape[0]} inputs need Int64 [{inputs.shape[0]}].", nameof(labels));
        }

        if (inputs.device.ToString() != labels.device.ToString())
        {
            throw new ArgumentException($"{name}: inputs are on {inputs.device} and labels on {labels.device}; move one of them.", nameof(labels));
        }
    }

    private static void CheckFinite(string name, Tensor inputs)
    {
        using DisposeScope scope = NewDisposeScope();

        // A minimum and a maximum need no memory, unlike a mask as large as the data, and NaN goes through both.
        if (double.IsFinite(inputs.min().to(float64).item<double>()) && double.IsFinite(inputs.max().to(float64).item<double>()))
        {
            return;
        }

        long index = inputs.isfinite().logical_not().reshape(inputs.shape[0], -1).any(1).to(int64).argmax().item<long>();
        throw new ArgumentException($"{name}: the input of example {index} is not finite; remove or repair it.", nameof(inputs));
    }

    private static void CheckLabels(string name, Tensor labels, int classCount)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor outside = labels.IsBelow(0).logical_or(labels.IsAtLeast(classCount));
        if (outside.any().item<bool>())
        {
            long index = outside.to(int64).argmax().item<long>();
            throw new ArgumentException($"{name}: the label of example {index} is {labels[index].item<long>()}; "
                + $"{classCount} classes are labelled 0 to {classCount - 1}.", nameof(labels));
        }
    }
}

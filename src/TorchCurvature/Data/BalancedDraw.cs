using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Data;

/// <summary>A draw of equally many examples of each class.</summary>
internal static class BalancedDraw
{
    /// <summary>The places of a balanced subset, in the order of the data (<see cref="Dataset.BalancedSubset"/>).</summary>
    public static long[] Places(string name, Tensor labels, int classCount, long count, long seed)
    {
        if (labels.dim() != 1)
        {
            throw new ArgumentException(
                $"{name} has labels {ExampleChecks.Shape(labels.shape)} for the places of an example, which cannot be balanced: "
                    + $"take a {nameof(Dataset.Subset)}.",
                nameof(labels));
        }

        using DisposeScope scope = NewDisposeScope();
        long[] known = labels.cpu().data<long>().ToArray();
        long[] wanted = [.. Enumerable.Range(0, classCount).Select(label => (count / classCount) + (label < count % classCount ? 1 : 0))];
        long[] present = new long[classCount];
        foreach (long label in known.Where(label => label >= 0))
        {
            present[label]++;
        }

        for (int label = 0; label < classCount; label++)
        {
            if (present[label] < wanted[label])
            {
                throw new ArgumentException($"{name} has {present[label]} examples of class {label}, but a balanced subset of {count} over "
                    + $"{classCount} classes needs {wanted[label]}: ask for fewer.", nameof(count));
            }
        }

        using Generator generator = new(unchecked((ulong)seed));
        List<long> chosen = [];
        foreach (long place in randperm(known.Length, int64, generator: generator).data<long>())
        {
            long label = known[place];
            if (label >= 0 && wanted[label]-- > 0)
            {
                chosen.Add(place);
            }
        }

        chosen.Sort();
        return [.. chosen];
    }
}

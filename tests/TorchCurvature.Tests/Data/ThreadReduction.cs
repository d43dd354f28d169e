using TorchCurvature.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Tests.Data;

/// <summary>Threads in the place of processes: each has its own model and batches, and they meet at every sum.</summary>
internal sealed class ThreadReduction : Reduction
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly Barrier _barrier;
    private readonly double[][] _slots;
    private readonly int _rank;

    private ThreadReduction(Barrier barrier, double[][] slots, int rank) => (_barrier, _slots, _rank) = (barrier, slots, rank);

    /// <summary>How often the threads met.</summary>
    public int Meetings { get; private set; }

    /// <summary>Runs a function on so many threads at once; gives what each of them found.</summary>
    public static T[] Run<T>(int count, Func<int, ThreadReduction, T> compute)
    {
        using var barrier = new Barrier(count);
        double[][] slots = new double[count][];
        Task<T>[] tasks = [.. Enumerable.Range(0, count).Select(rank => Task.Factory.StartNew(
            () => compute(rank, new ThreadReduction(barrier, slots, rank)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        return Task.WhenAll(tasks).GetAwaiter().GetResult();
    }

    public override void AddInPlace(Tensor total)
    {
        using DisposeScope scope = NewDisposeScope();
        double[][] all = Exchange(total.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray());
        double[] sums = [.. all[0].Select((_, i) => all.Sum(own => own[i]))];
        total.copy_(tensor(sums).view(total.shape));
    }

    public override double Sum(double own) => Exchange([own]).Sum(numbers => numbers[0]);

    public override IReadOnlyList<double> Gather(IReadOnlyList<double> own) => [.. Exchange([.. own]).SelectMany(numbers => numbers)];

    private double[][] Exchange(double[] own)
    {
        Meetings++;
        _slots[_rank] = own;
        Meet();
        double[][] all = [.. _slots];
        Meet();
        return all;
    }

    private void Meet() => Assert.True(_barrier.SignalAndWait(s_patience), "Another thread does not ask the same questions.");
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Resources;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Framework;

/// <summary>What an experiment is asked for, and the hands that compute its cells.</summary>
public sealed class ExperimentContext
{
    private readonly CellStore _cells;
    private readonly int _workers;
    private readonly IProgress<CellProgress> _progress;
    private readonly DatasetStore _store;

    /// <summary>Prepares to run experiments whose finished cells are kept in a folder.</summary>
    /// <param name="preset">How much of it is run.</param>
    /// <param name="seeds">Repetitions, each from its own seed 0, 1, …</param>
    /// <param name="workers">Cells computed at a time, each on one thread; fewer where memory does not hold so many.</param>
    /// <param name="cellFolder">Where finished cells are kept and looked for.</param>
    /// <param name="progress">Receives progress, from any thread.</param>
    /// <param name="dataDirectory">The folder of the image sets; null looks where <see cref="DatasetStore"/> does.</param>
    public ExperimentContext(
        Preset preset, int seeds, int workers, string cellFolder, IProgress<CellProgress> progress, string? dataDirectory = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        ArgumentException.ThrowIfNullOrWhiteSpace(cellFolder);
        ArgumentNullException.ThrowIfNull(progress);
        Preset = preset;
        Seeds = seeds;
        CellFolder = cellFolder;
        ResultsFolder = Path.GetDirectoryName(Path.GetFullPath(cellFolder))!;
        _workers = workers;
        _cells = new CellStore(cellFolder);
        _progress = progress;
        _store = new DatasetStore(dataDirectory);
    }

    /// <summary>How much is run.</summary>
    public Preset Preset { get; }

    /// <summary>Repetitions.</summary>
    public int Seeds { get; }

    /// <summary>Which of its cells this process computes; the others are those of other processes, which share the folder.</summary>
    public WorkPart Part { get; init; } = WorkPart.Whole;

    /// <summary>The folder with the results of other experiments, each in the folder of its name, for those that judge by them.</summary>
    public string ResultsFolder { get; init; }

    /// <summary>Where finished cells are kept, and the states of those that can go on.</summary>
    internal string CellFolder { get; }

    /// <summary>Seconds that the cells took, kept ones included: the time of the experiment on one thread.</summary>
    public double CellSeconds { get; private set; }

    /// <summary>Cells that were found finished.</summary>
    public int Reused { get; private set; }

    /// <summary>Files of cells that were damaged, and whose cells were computed anew: a sentence for each.</summary>
    public IReadOnlyCollection<string> Remarks => _cells.Remarks;

    /// <summary>Results of cells in their order: kept ones where there are, the others computed, several at a time, and kept.</summary>
    /// <param name="cells">The cells, all with different keys.</param>
    /// <param name="cancellation">Stops; finished cells stay.</param>
    /// <exception cref="InsufficientMemoryException">Not even one of the cells fits.</exception>
    /// <exception cref="OtherPartsException">Those of this process are finished, and others are not.</exception>
    public IReadOnlyList<TResult> Measure<TResult>(IReadOnlyList<Cell<TResult>> cells, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(cells);
        StoredCell<TResult>?[] results = [.. cells.Select(_cells.Find)];
        Reused += results.Count(r => r is not null);
        int[] missing = [.. Enumerable.Range(0, cells.Count).Where(i => results[i] is null && Part.Has(cells[i].Key))];
        if (missing.Length > 0)
        {
            int workers = WorkersThatFit(missing.Max(i => cells[i].RequiredBytes));
            Compute(workers);
        }

        RequireOtherParts();
        CellSeconds += results.Sum(r => r!.Seconds);
        return [.. results.Select(r => r!.Result)];

        void RequireOtherParts()
        {
            for (int i = 0; i < results.Length; i++)
            {
                results[i] ??= _cells.Find(cells[i]);
            }

            int left = results.Count(r => r is null);
            if (left > 0)
            {
                throw new OtherPartsException(left);
            }
        }

        void Compute(int workers)
        {
            int done = results.Count(r => r is not null);
            var queue = new ConcurrentQueue<int>(missing);
            var failures = new ConcurrentQueue<Exception>();
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Thread[] threads = [.. Enumerable.Range(0, Math.Min(workers, missing.Length)).Select(_ => new Thread(Work))];
            Array.ForEach(threads, t => t.Start());
            Array.ForEach(threads, t => t.Join());
            cancellation.ThrowIfCancellationRequested();
            if (failures.TryDequeue(out Exception? failure))
            {
                throw failure;
            }

            void Work()
            {
                set_num_threads(1); // of the thread that asks
                try
                {
                    while (!stop.IsCancellationRequested && queue.TryDequeue(out int i))
                    {
                        long start = Stopwatch.GetTimestamp();
                        TResult result = ComputeNamed(cells[i], text => Report($"{cells[i].Key}: {text}"), stop.Token);
                        var stored = new StoredCell<TResult>(cells[i].Settings, Stopwatch.GetElapsedTime(start).TotalSeconds, result);
                        _cells.Keep(cells[i], stored);
                        cells[i].Forget();
                        results[i] = stored;
                        Interlocked.Increment(ref done);
                        Report($"{cells[i].Key}: {stored.Seconds:0} s");
                    }
                }
                catch (Exception e)
                {
                    failures.Enqueue(e);
                    stop.Cancel();
                }
            }

            void Report(string status) => _progress.Report(new CellProgress(Volatile.Read(ref done), cells.Count, status));
        }
    }

    /// <summary>The folder of a data set, which is downloaded where it is nowhere yet.</summary>
    /// <param name="source">The data set.</param>
    /// <param name="cancellation">Stops a download.</param>
    /// <exception cref="DatasetUnavailableException">It is not there, and cannot be had.</exception>
    public string Resolve(DatasetSource source, CancellationToken cancellation) =>
        _store.ResolveAsync(source, cancellation: cancellation).GetAwaiter().GetResult();

    /// <summary>What the claims made of the numbers; the smoke size decides nothing.</summary>
    /// <param name="found">The verdicts that the numbers lead to.</param>
    public IReadOnlyList<Verdict> Judge(IEnumerable<Verdict> found) =>
        Preset == Preset.Smoke ? [.. found.Select(v => v with { Outcome = Outcome.NotDecided })] : [.. found];

    // The native library's messages name neither what it computed nor for whom.
    private static TResult ComputeNamed<TResult>(Cell<TResult> cell, Action<string> status, CancellationToken cancellation)
    {
        try
        {
            return cell.Compute(status, cancellation);
        }
        catch (ExternalException e)
        {
            throw new InvalidOperationException(
                $"{cell.Key} failed in the native library: {e.Message.Split('\n')[0]} "
                + "Finished computations are kept; the same command goes on from them.",
                e);
        }
    }

    private int WorkersThatFit(double bytesEach)
    {
        long available = MachineMemory.AvailableBytes;
        int fit = (int)Math.Min(_workers, available / bytesEach);
        return fit >= 1
            ? fit
            : throw new InsufficientMemoryException(
                $"One computation of this experiment takes {MachineMemory.Format(bytesEach)}, and {MachineMemory.Format(available)} are "
                + "available. Close other programs, or use a machine with more memory.");
    }
}

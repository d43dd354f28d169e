using System.Runtime.InteropServices;
using System.Text;
using TorchCurvature.Resources;
using TorchSharp;
using static TorchSharp.torch;

namespace TorchCurvature.Training;

/// <summary>
/// Where a training run stands between two steps, beside its model. The order of the examples follows from the seed and the step, so
/// nothing but that, the parameters and what the optimizer remembers decides what comes next.
/// </summary>
public sealed record TrainingState
{
    private const string Mark = "TorchCurvature training state 2";

    // The content is that of version 2.
    private static readonly Seal s_seal = new("training state", 3);

    // Of the version whose optimizers remembered nothing.
    private const string FormerMark = "TorchCurvature training state 1";

    internal TrainingState(long step, IReadOnlyList<TrainingRecord> history, OptimizerState optimizer)
    {
        (Step, History, Optimizer) = (step, history, optimizer);
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; }

    /// <summary>Moments of the run so far; one at <see cref="Step"/> is seen again by the run that goes on.</summary>
    public IReadOnlyList<TrainingRecord> History { get; }

    /// <summary>What the optimizer remembers.</summary>
    public OptimizerState Optimizer { get; }

    /// <summary>The beginning of a run.</summary>
    public static TrainingState Start { get; } = new(0, [], OptimizerState.Empty);

    /// <summary>Writes the state and the model's parameters and buffers into one file, whole or not at all.</summary>
    /// <param name="model">The model as the steps left it.</param>
    /// <param name="path">The file; one that exists is replaced.</param>
    /// <param name="more">Writes what else the caller needs to go on.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(nn.Module model, string path, Action<BinaryWriter>? more = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        WholeFile.Write(path, file => Save(model, file, more));
    }

    /// <summary>Writes it into an open file.</summary>
    internal void Save(nn.Module model, Stream file, Action<BinaryWriter>? more)
    {
        using (var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Mark);
            more?.Invoke(writer);
            writer.Write(Step);
            writer.Write(History.Count);
            foreach (TrainingRecord record in History)
            {
                writer.Write(record.Step);
                writer.Write(record.Loss);
                writer.Write(record.GradientNorm.HasValue);
                writer.Write(record.GradientNorm ?? 0);
            }

            Optimizer.Write(writer);
            using DisposeScope scope = NewDisposeScope();
            model.save(writer);
            writer.Write(Mark);
        }

        s_seal.Append(file);
    }

    /// <summary>Reads a state, and its parameters and buffers into a model of the same architecture.</summary>
    /// <param name="model">Receives the parameters.</param>
    /// <param name="path">A file that <see cref="Save(nn.Module, string, Action{BinaryWriter}?)"/> wrote, of this version or of one
    /// before it.</param>
    /// <param name="more">Reads what the <c>more</c> of the writer wrote; comes before the model is touched, and may
    /// throw to refuse the file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such state, is truncated, or is of another architecture; the model is in an
    /// unspecified state.</exception>
    public static TrainingState Load(nn.Module model, string path, Action<BinaryReader>? more = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no training state '{path}'.", path);
        }

        try
        {
            using SealedContent content = s_seal.Open(path);
            using var reader = new BoundedReader(content.Stream);
            string mark = reader.ReadString();
            Expect(mark is Mark or FormerMark, "it does not begin as one");
            more?.Invoke(reader);
            long step = reader.ReadInt64();
            int count = reader.ReadInt32();
            Expect(step >= 0 && count >= 0, "its counters make no sense");
            var history = new List<TrainingRecord>();
            for (int i = 0; i < count; i++)
            {
                (long at, double loss, bool hasNorm, double norm) =
                    (reader.ReadInt64(), reader.ReadDouble(), reader.ReadBoolean(), reader.ReadDouble());
                history.Add(new TrainingRecord(at, loss, hasNorm ? norm : null));
            }

            OptimizerState optimizer = mark == Mark ? OptimizerState.Read(reader) : new OptimizerState(step, []);
            using DisposeScope scope = NewDisposeScope();
            SavedTensors.CheckModule(reader);
            model.load(reader, strict: true);
            Expect(reader.ReadString() == mark, "it does not end as one");
            content.RequireEnd();
            return new TrainingState(step, history, optimizer);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException or FormatException or EndOfStreamException
            or InvalidOperationException or ExternalException or OverflowException)
        {
            throw new InvalidDataException($"'{path}' is no training state of this model, or is damaged: {e.Message}", e);
        }
    }

    private static void Expect(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidDataException(otherwise);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using TorchCurvature.Curvature;
using TorchCurvature.Data;
using TorchCurvature.Experiments.Cells;
using TorchCurvature.Experiments.Claims;
using TorchCurvature.Losses;
using TorchCurvature.Models;
using TorchCurvature.Resources;
using TorchCurvature.Settings;
using TorchCurvature.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchCurvature.Experiments.Basins;

/// <summary>
/// The training of a <see cref="BasinCell"/>, with its records, and after it the orders that part from it. Its state is kept at every
/// record and after every pair of orders, and an interrupted one goes on from there to the same bits.
/// </summary>
internal sealed class TwoPhaseTraining(
    BasinCell cell, Sequential model, Batches trainShown, Batches testShown, SmallBatchOrders orders, Action<string> status)
{
    private readonly CrossEntropy _loss = new();
    private readonly ParameterLayout _layout = new(model);
    private TwoPhaseProgress _progress = new(
        cell.Settings, Records: [], new int[testShown.ExampleCount], new int[testShown.ExampleCount], Kept: [], Orders: []);

    /// <summary>Which examples the model gets right: 1 for each of them, 0 for the others.</summary>
    public static int[] Hits(ExampleEvaluation examples) => [.. examples.IsRight!.Select(isRight => isRight ? 1 : 0)];

    /// <summary>Trains to the end of both phases, and the orders; the model has the last parameters of the second phase then.</summary>
    public TwoPhaseProgress Run(Dataset data, CancellationToken cancellation)
    {
        TrainingState from = Resume();
        // No stopping rule but the number of steps.
        var options = new TrainingOptions
        {
            Optimizer = new StochasticGradientDescentSpec { LearningRate = cell.LearningRate },
            StopGradientNorm = 0,
            Seed = SeedStream.Derive(cell.Seed, "order"),
        };
        TrainingPhase[] phases = [new(cell.LargeBatch, cell.Switch), new(cell.SmallBatch, cell.Switch)];
        var trainer = new PhasedTrainer(model, _loss, data, phases, options);
        trainer.Run(
            visit: step =>
            {
                if (step % cell.StepsBetween == 0 && (_progress.Records is not [.., { Step: var last }] || last != step))
                {
                    Look(step);
                    Keep(trainer.State);
                }
            },
            from: from, cancellation: cancellation);
        cancellation.ThrowIfCancellationRequested();
        PartOrders(trainer.State);
        return _progress;
    }

    private void PartOrders(TrainingState end)
    {
        using Tensor last = _layout.ToVector();
        foreach (long step in cell.PartsAt.Skip(_progress.Orders.Count))
        {
            _progress.Orders.Add(orders.From(step, _progress.Kept[step]));
            _layout.Assign(last);
            Keep(end);
        }
    }

    private void Look(long step)
    {
        var train = new EmpiricalRisk(model, _loss, trainShown);
        ExampleEvaluation test = new EmpiricalRisk(model, _loss, testShown).EvaluateExamples();
        int phase = step <= cell.Switch ? 1 : 2;
        var record = new RiskRecord(step, phase, train.Evaluate(withGradient: false), test.Risk);
        _progress.Records.Add(record);
        status(string.Create(
            CultureInfo.InvariantCulture,
            $"step {step:N0} of {2 * cell.Switch:N0}, loss {record.Train.Loss:0.00}, test accuracy {record.Test!.Accuracy:0.0 %}"));

        long phaseEnd = record.Phase * cell.Switch;
        if (step > phaseEnd - (TwoPhaseRun.Window(cell.Records) * cell.StepsBetween))
        {
            int[] sums = record.Phase == 1 ? _progress.LargeBatchHits : _progress.SmallBatchHits;
            int[] hits = Hits(test);
            for (int n = 0; n < sums.Length; n++)
            {
                sums[n] += hits[n];
            }
        }

        if (step == cell.Switch || cell.PartsAt.Contains(step))
        {
            using Tensor w = _layout.ToVector();
            _progress.Kept[step] = w.bytes.ToArray();
        }
    }

    private void Keep(TrainingState state)
    {
        if (cell.StateFile is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            WholeFile.Write(
                file,
                stream => state.Save(model, stream, writer => writer.Write(JsonSerializer.Serialize(_progress, CellStore.Format))),
                BasinCell.Former(file));
        }
    }

    private TrainingState Resume()
    {
        if (cell.StateFile is not { } file)
        {
            return TrainingState.Start;
        }

        if (File.Exists(file) && Load(file) is { } last)
        {
            return last;
        }

        string former = BasinCell.Former(file);
        if (!File.Exists(former) || Load(former) is not { } before)
        {
            return TrainingState.Start;
        }

        File.Move(former, file, overwrite: true); // or the next one would put the damaged one in its place
        return before;
    }

    // Null where the file is damaged or of other settings; the model is as before then.
    private TrainingState? Load(string file)
    {
        using Tensor before = _layout.ToVector();
        TwoPhaseProgress? found = null;
        try
        {
            TrainingState state = TrainingState.Load(model, file, reader =>
            {
                TwoPhaseProgress? kept = JsonSerializer.Deserialize<TwoPhaseProgress>(reader.ReadString(), CellStore.Format);
                found = kept?.Settings == cell.Settings ? kept : throw new InvalidDataException("it is of other settings");
            });
            _progress = found!;
            return state;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            _layout.Assign(before);
            status($"'{file}' cannot be gone on from: {PlainMessage.Of(e)}");
            return null;
        }
    }
}

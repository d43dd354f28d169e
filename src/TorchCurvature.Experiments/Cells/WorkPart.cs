using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TorchCurvature.Experiments.Cells;

/// <summary>One of several processes that share the computations of an experiment: each takes those whose keys fall to it.</summary>
public sealed record WorkPart
{
    private WorkPart(int number, int count) => (Number, Count) = (number, count);

    /// <summary>All of it.</summary>
    public static WorkPart Whole { get; } = new(1, 1);

    /// <summary>Which part, from 1.</summary>
    public int Number { get; }

    /// <summary>Of how many.</summary>
    public int Count { get; }

    /// <summary>Whether there is no other.</summary>
    public bool IsWhole => Count == 1;

    /// <summary>Reads <c>2/4</c>, the second of four parts.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="FormatException">It is no such part.</exception>
    public static WorkPart Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int?[] numbers = [.. text.Split('/').Select(Read)];
        return numbers is [>= 1 and { } number, { } count] && number <= count
            ? new WorkPart(number, count)
            : throw new FormatException($"'{text}' must be a part of several, from 1/n to n/n, like 2/4.");
    }

    /// <summary>
    /// The part that this process stands for by itself: a job of an array of Slurm's, a task of one of its steps, a process of mpirun's
    /// or mpiexec's, or a pod of an indexed job of Kubernetes' that is told by <c>JOB_COMPLETIONS</c> how many there are. All of it
    /// where there is none of these, or where several tasks are reserved and none was started by <c>srun</c>.
    /// </summary>
    /// <param name="variable">Variables of the environment, null where there is none.</param>
    public static WorkPart FromEnvironment(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        if (Number("SLURM_ARRAY_TASK_ID") is { } id && Number("SLURM_ARRAY_TASK_COUNT") is > 1 and { } jobs)
        {
            int first = Number("SLURM_ARRAY_TASK_MIN") ?? 0, step = Math.Max(1, Number("SLURM_ARRAY_TASK_STEP") ?? 1);
            return new WorkPart(Math.Clamp(((id - first) / step) + 1, 1, jobs), jobs);
        }

        bool isStep = variable("SLURM_STEP_ID") is not null;
        return (isStep ? Numbered("SLURM_PROCID", "SLURM_NTASKS") : null)
            ?? Numbered("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")
            ?? Numbered("PMI_RANK", "PMI_SIZE")
            ?? Numbered("JOB_COMPLETION_INDEX", "JOB_COMPLETIONS")
            ?? Whole;

        int? Number(string name) => Read(variable(name));

        WorkPart? Numbered(string index, string count) => Number(index) is { } own && Number(count) is > 1 and { } all
            ? new WorkPart(Math.Clamp(own + 1, 1, all), all)
            : null;
    }

    /// <summary>Whether a computation falls to this part: the same in every process and on every machine.</summary>
    /// <param name="key">Its key.</param>
    public bool Has(string key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(key));
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)Count == (ulong)(Number - 1);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Count}");

    private static int? Read(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;
}

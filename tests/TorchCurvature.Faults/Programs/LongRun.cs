namespace TorchCurvature.Faults.Programs;

/// <summary>A command line that takes seconds, and how it goes on once something stopped it.</summary>
/// <param name="Name">A word for it.</param>
/// <param name="Arguments">The command line, without the folder of the results; what other runs made lies in <c>../inputs</c>.</param>
/// <param name="GoesOnWith">What is added to go on: <c>--resume</c>, or nothing where the same command does.</param>
internal sealed record LongRun(string Name, string Arguments, string GoesOnWith)
{
    /// <summary>The folder of the results, in the one where the run works: figures name it, so it is the same everywhere.</summary>
    public const string Folder = "run";

    private const string Small = "--samples 60 --dimension 10 --hidden 5 --threads 1 --quiet";

    /// <summary>What starts it; nothing for itself.</summary>
    public IReadOnlyList<string> Launcher { get; init; } = [];

    /// <summary>All long verbs; those of several processes where a launcher is installed.</summary>
    public static IReadOnlyList<LongRun> All { get; } =
    [
        new("train", $"train {Small} --max-steps 4000 --checkpoint-every 100 --track-eigenvalues 500", "--resume"),
        new("exact", $"spectrum {Small} --max-steps 2000 --method exact", "--resume"),
        new("split", $"spectrum {Small} --max-steps 500 --method exact --split --noise --per-layer all", "--resume"),
        new("lanczos", $"spectrum {Small} --max-steps 500 --method lanczos --top 5 --bottom 5", "--resume"),
        new(
            "density",
            $"spectrum {Small} --max-steps 300 --method density --top 5 --bottom 5 --density-error 0.15 --relative-error 0.15",
            "--resume"),
        new("reproduce", "reproduce table1 --preset smoke --seeds 1 --threads 1 --quiet", ""),
        new("interpolate", "interpolate ../inputs/a ../inputs/b --points 41 --largest-eigenvalue --threads 1 --quiet", "--force"),
        new("connect", "connect ../inputs/a ../inputs/b --threads 1 --quiet", "--force"),
        new("plane", "plane ../inputs/a --eigenvectors 1,2 --resolution 15 --threads 1 --quiet", "--force"),
        new("report", "report ../inputs/a ../inputs/b", "--force"),
        .. Own, .. SeveralProcesses,
    ];

    /// <summary>Runs that others need, by the name of their folder.</summary>
    public static IReadOnlyDictionary<string, string> Inputs { get; } = new Dictionary<string, string>
    {
        ["a"] = $"train {Small} --max-steps 200 --seed 1",
        ["b"] = $"train {Small} --max-steps 200 --seed 2",
    };

    /// <summary>The words of a command line.</summary>
    public string[] Words(string more) =>
        [.. Arguments.Split(' '), .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--out", Folder];

    // A network that PyTorch saved is loaded in a process of its own first.
    private static IEnumerable<LongRun> Own
    {
        get
        {
            string files = Path.Combine(AppContext.BaseDirectory, "Faults", "training");
            yield return new LongRun(
                "own-model", $"spectrum --model {files}/net.pt --data {files}/set.npz --loss mse --method exact --threads 1 --quiet",
                "--resume");
            yield return new LongRun(
                "track",
                $"track --model {files}/net.pt --data {files}/set.npz --loss mse --checkpoints {files}/adam-5.pt {files}/adam-10.pt "
                    + "--threads 1 --quiet",
                "--force");
        }
    }

    private static IEnumerable<LongRun> SeveralProcesses
    {
        get
        {
            string? launcher = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
                .Select(folder => Path.Combine(folder, "mpirun.mpich")).FirstOrDefault(File.Exists);
            return launcher is null
                ? []
                :
                [
                    new LongRun("mpi", $"train {Small} --max-steps 1000 --checkpoint-every 100", "--resume")
                    {
                        Launcher = [launcher, "-n", "2"],
                    },
                ];
        }
    }
}

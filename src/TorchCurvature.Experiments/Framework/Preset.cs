namespace TorchCurvature.Experiments.Framework;

/// <summary>How much of an experiment is run.</summary>
public enum Preset
{
    /// <summary>Seconds: small networks, few steps. Shows that everything works; its numbers mean nothing.</summary>
    Smoke,

    /// <summary>What two cores do in minutes, at the sizes of the paper where it states them.</summary>
    Quick,

    /// <summary>Training until its stopping rule holds, however long that takes.</summary>
    Paper,
}

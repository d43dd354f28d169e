namespace TorchCurvature.Settings;

/// <summary>A setting asks for what cannot be had.</summary>
/// <param name="message">What is wrong, and what to do.</param>
/// <param name="cause">What found it; null where this did.</param>
public sealed class SettingException(string message, Exception? cause = null) : ArgumentException(message, cause);

namespace Patchlog.Bench.Soak;

/// <summary>What a writer saw, times in milliseconds.</summary>
sealed record Figures(double P50, double P99, double Max, int Count, int Refused, long MaxResident);

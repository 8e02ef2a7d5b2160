{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "payments.labels" -}}
{{ include "payments.podLabels" . }}
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}

{{- /* Labels of pods: without the chart's version, which would restart them at each upgrade. */ -}}
{{- define "payments.podLabels" -}}
{{ include "payments.selector" . }}
app.kubernetes.io/part-of: payments
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: {{ .context.Release.Service }}
{{- end }}

{{- /* What selects the pods of a service; never changes, since selectors are immutable. */ -}}
{{- define "payments.selector" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: {{ .context.Release.Name }}
app.kubernetes.io/component: {{ .component | default "stable" }}
{{- end }}

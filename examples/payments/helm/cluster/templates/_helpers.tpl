{{- /* Labels of every object; takes context, name, version. */ -}}
{{- define "payments-cluster.labels" -}}
app.kubernetes.io/name: {{ .name }}
app.kubernetes.io/instance: payments
app.kubernetes.io/component: stable
app.kubernetes.io/part-of: payments
app.kubernetes.io/version: {{ .version | quote }}
app.kubernetes.io/managed-by: Helm
helm.sh/chart: {{ .context.Chart.Name }}-{{ .context.Chart.Version }}
{{- end }}
